import { useEffect, useRef } from 'react';
import { isUnreachable, troubleOf } from '../../api/api-error.ts';
import { explain } from '../texts/explain.ts';
import { useWidget } from './widget-context.ts';

/** What `creator-connect-error` tells. */
export interface ErrorDetail {
  /** The problem's code, or a word of the widget's own. */
  readonly code: string;
  /** A sentence in the reader's language, or the API's own. */
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
}

/** Tells the CRM's page of what goes wrong: once when it begins, not at each try. */
export const useTell = (detail: ErrorDetail | undefined): void => {
  const { element } = useWidget();
  const told = useRef<string>(undefined);
  useEffect(() => {
    const isNew = detail !== undefined && detail.code !== told.current;
    told.current = detail?.code;
    if (!isNew) return;
    element.dispatchEvent(
      new CustomEvent('creator-connect-error', { detail, bubbles: true, composed: true }),
    );
  });
};

/** The same of a call that failed. The end of a session is told by the session. */
export const useErrorEvent = (error: unknown): void => {
  const { words } = useWidget();
  const trouble = troubleOf(error);
  const isOurs = trouble !== undefined || isUnreachable(error);
  const { code, said, told, requestId } = explain(error);
  const message = said === undefined ? (told ?? '') : words.t(`troubles.${said}`);
  useTell(
    isOurs
      ? {
          code,
          message,
          ...(trouble === undefined ? {} : { status: trouble.status }),
          ...(requestId === undefined ? {} : { requestId }),
        }
      : undefined,
  );
};
