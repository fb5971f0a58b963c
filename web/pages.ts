import type { Language } from './language/choose-language.ts';
import { catalogues as connect } from './pages/connect/messages.ts';
import { catalogues as docs } from './pages/docs/messages.ts';
import { catalogues as home } from './pages/home/messages.ts';
import { catalogues as upload } from './pages/upload/messages.ts';

/** One page of the site: its source is `pages/<name>`. */
export interface Page {
  readonly name: string;
  /** What it starts with, within its folder. */
  readonly main: 'main.ts' | 'main.tsx';
  /** Where its HTML lies in the site: the address of a page is its folder. */
  readonly file: string;
  readonly catalogues: Readonly<Record<Language, { readonly title: string }>>;
  readonly isPublic: boolean;
}

export const pages: readonly Page[] = [
  { name: 'home', main: 'main.ts', file: 'index.html', catalogues: home, isPublic: true },
  { name: 'docs', main: 'main.ts', file: 'docs/index.html', catalogues: docs, isPublic: true },
  {
    name: 'connect',
    main: 'main.tsx',
    file: 'platforms/connect/tiktok/index.html',
    catalogues: connect,
    isPublic: false,
  },
  {
    name: 'upload',
    main: 'main.tsx',
    file: 'platforms/tiktok/upload/index.html',
    catalogues: upload,
    isPublic: false,
  },
];

/** What a browser without scripts says on every page. */
export const withoutScript: Readonly<Record<Language, string>> = {
  en: 'This page needs JavaScript. Allow it for this site, then load the page again.',
  fr: 'Cette page a besoin de JavaScript. Autorisez-le pour ce site, puis rechargez la page.',
};
