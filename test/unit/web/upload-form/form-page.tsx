import { useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../../../../web/api/api-error.ts';
import type { Trouble } from '../../../../web/api/call-api.ts';
import type { CreatorPosting, UploadBody } from '../../../../web/api/operations.ts';
import { startLanguage, switchLanguage } from '../../../../web/language/start-language.ts';
import { useLanguage } from '../../../../web/language/use-language.ts';
import { applyChange } from '../../../../web/pages/upload/form/apply-change.ts';
import { bodyOf, stagedIdOf } from '../../../../web/pages/upload/form/body-of.ts';
import type { KnownAccount } from '../../../../web/pages/upload/form/creator-card.tsx';
import { english } from '../../../../web/pages/upload/form/messages.en.ts';
import { french } from '../../../../web/pages/upload/form/messages.fr.ts';
import { PostForm } from '../../../../web/pages/upload/form/post-form.tsx';
import { type ChosenFile, type Draft, emptyDraft } from '../../../../web/pages/upload/model.ts';

/** What surrounds the form, as a test sets it. */
export interface Surroundings {
  readonly creator: CreatorPosting;
  readonly account?: KnownAccount;
  readonly staged: ChosenFile | undefined;
  readonly isSubmitting: boolean;
  readonly refusal?: Trouble;
}

declare global {
  interface Window {
    surroundings: Surroundings;
    /** Draws the form anew with these. */
    surround: (change: Partial<Surroundings>) => void;
    changeDraft: (change: Partial<Draft>) => void;
    switchLanguage: typeof switchLanguage;
    draft: Draft;
    bodies: UploadBody[];
  }
}

const accountId = 'account';

/** The form alone: the page around it is another's to prove. */
const FormPage = () => {
  const [draft, setDraft] = useState(emptyDraft);
  const [around, setAround] = useState(window.surroundings);
  const [changeDraft] = useState(
    () => (change: Partial<Draft>) => setDraft((before) => applyChange(before, change)),
  );
  const [refused, setRefused] = useState<{ of?: Trouble; error?: ApiError }>({});
  if (refused.of !== around.refusal && around.refusal !== undefined)
    setRefused({ of: around.refusal, error: new ApiError({ kind: 'refused', trouble: around.refusal }) });
  const { language } = useLanguage();
  Object.assign(window, {
    draft,
    changeDraft,
    switchLanguage,
    surround: (change: Partial<Surroundings>) => setAround((before) => ({ ...before, ...change })),
  });
  return (
    <I18nProvider locale={language}>
      <main>
        <h1>Post to TikTok</h1>
        <PostForm
          draft={draft}
          changeDraft={changeDraft}
          creator={around.creator}
          account={around.account}
          staged={around.staged}
          isSubmitting={around.isSubmitting}
          refusal={refused.error}
          onPublish={() => window.bodies.push(bodyOf(draft, accountId, stagedIdOf(around.staged)))}
          onLookAgain={() => undefined}
          media={<p>The media.</p>}
        />
      </main>
    </I18nProvider>
  );
};

window.bodies = [];
const catalogues = {
  en: { title: 'Post to TikTok', form: english },
  fr: { title: 'Publier sur TikTok', form: french },
};
startLanguage('upload', catalogues);
createRoot(document.getElementById('page') ?? document.body).render(<FormPage />);
