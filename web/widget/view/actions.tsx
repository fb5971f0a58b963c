import { PageLink } from './page-link.tsx';
import { useWidget } from './widget-context.ts';

/** The links to the pages, as far as the session allows what they are for, and there is an account to post with. */
export const Actions = ({ canPost }: { readonly canPost: boolean }) => {
  const { words, may, settings } = useWidget();
  const posts = may.publish && canPost;
  return (
    <>
      {may.connect && (
        <PageLink target={{ page: 'connect' }} look={posts ? 'button' : 'primary'}>
          {words.t('connect')}
        </PageLink>
      )}
      {posts && (
        <PageLink target={{ page: 'upload', accountId: settings.accountId }} look="primary">
          {words.t('newPost')}
        </PageLink>
      )}
    </>
  );
};

/** Keeps their place until it is known which there are. */
export const ActionsToCome = () => {
  const { words } = useWidget();
  return (
    <>
      <span className="button to-come">{words.t('connect')}</span>
      <span className="button to-come">{words.t('newPost')}</span>
    </>
  );
};
