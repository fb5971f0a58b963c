import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import { retryDelayMs, shouldRetry } from '../api/api-error.ts';
import { findById } from '../dom/element.ts';
import { type Catalogues, type PageName, startLanguage } from '../language/start-language.ts';
import { useLanguage } from '../language/use-language.ts';
import { openPageSession } from '../session/page-session.ts';
import { SessionProvider } from './use-session.ts';

const createClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: shouldRetry, retryDelay: retryDelayMs, staleTime: 5_000 },
      // What changes something is never repeated behind a person's back; an upload that is, has its key.
      mutations: { retry: false },
    },
  });

/** React Aria's own words (a dismiss button, say) in the language that is shown. */
const Localised = ({ Page }: { readonly Page: ComponentType }) => {
  const { language } = useLanguage();
  return (
    <I18nProvider locale={language}>
      <Page />
    </I18nProvider>
  );
};

/** Shows a page of the site with its session, its language and its cache of what the API said. */
export const startPage = (name: PageName, catalogues: Catalogues, Page: ComponentType): void => {
  startLanguage(name, catalogues);
  const session = openPageSession();
  createRoot(findById('page')).render(
    <StrictMode>
      <QueryClientProvider client={createClient()}>
        <SessionProvider value={session}>
          <Localised Page={Page} />
        </SessionProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
};
