import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Claims } from '../../../session/read-claims.ts';
import type { DraftText } from '../drafts/draft-text.ts';
import { useDraftDesk } from '../drafts/use-draft-desk.ts';
import { FormSide } from './form-side.tsx';
import { createPartLoader, LatePart } from './late-part.tsx';
import { Skeleton } from './skeletons.tsx';
import type { useAddress } from './use-address.ts';

const postLoader = createPartLoader(() =>
  import('../post/post-view.tsx').then(({ openPostView }) => openPostView()),
);

/** Says which step the focus follows: to a post its heading, back to the form that of the page. */
const useFocusOnStep = (postId: string | undefined): RefObject<HTMLHeadingElement | null> => {
  const heading = useRef<HTMLHeadingElement>(null);
  const shownBefore = useRef(postId);
  useEffect(() => {
    // A page that was just opened leaves the focus where the browser puts it.
    if (shownBefore.current === postId) return;
    shownBefore.current = postId;
    (heading.current ?? document.getElementById('heading'))?.focus();
  }, [postId]);
  return heading;
};

interface DeskProps {
  readonly claims: Claims;
  readonly address: ReturnType<typeof useAddress>;
}

/** The form, or the post that the address names. The form stays while a post is looked at, with its file on its way. */
export const Desk = ({ claims, address }: DeskProps) => {
  const { t } = useTranslation('upload');
  const { person, scopes } = claims;
  const canPublish = scopes.includes('publish');
  const desk = useDraftDesk(person);
  const { postId } = address;
  const isFormShown = postId === undefined;
  const wasFormShown = useRef(isFormShown);
  wasFormShown.current ||= isFormShown;
  const heading = useFocusOnStep(postId);

  const showForm = (accountId?: string, text?: DraftText): void => {
    if (accountId !== undefined && text !== undefined) desk.fill(accountId, text);
    address.go({ postId: undefined, ...(accountId === undefined ? {} : { accountId }) });
  };
  return (
    <>
      {postId !== undefined && (
        <div className="post-place">
          <h2 ref={heading} tabIndex={-1} className="post-heading">
            {t('page.postHeading')}
          </h2>
          <LatePart key={postId} loader={postLoader} place={<Skeleton of="post" />}>
            {(PostView) => (
              <PostView
                person={person}
                postId={postId}
                canPublish={canPublish}
                hasOther={desk.hasOther}
                onAnother={showForm}
                onDone={() => heading.current?.focus()}
              />
            )}
          </LatePart>
        </div>
      )}
      {wasFormShown.current && (
        <div hidden={!isFormShown}>
          {canPublish ? (
            <FormSide person={person} address={address} desk={desk} isShown={isFormShown} />
          ) : (
            <NoPublishing />
          )}
        </div>
      )}
    </>
  );
};

const NoPublishing = () => {
  const { t } = useTranslation('upload');
  return (
    <section className="card statement">
      <h2>{t('page.scope.title')}</h2>
      <p>{t('page.scope.text')}</p>
    </section>
  );
};
