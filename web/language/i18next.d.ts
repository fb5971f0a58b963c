import 'i18next';
import type { english as connect } from '../pages/connect/messages.en.ts';
import type { english as upload } from '../pages/upload/messages.en.ts';
import type { english as common } from '../shell/messages.en.ts';

/** The keys that `t` takes: a key that no catalogue has does not compile. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: { common: typeof common; connect: typeof connect; upload: typeof upload };
  }
}
