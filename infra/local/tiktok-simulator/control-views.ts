import type { AppSettings } from './app-settings.ts';
import type { Delivery } from './delivery.ts';

/** The app without its secrets in clear: their last four characters tell them apart. */
export function presentApp(app: AppSettings): AppSettings {
  return {
    ...app,
    clientSecret: mask(app.clientSecret),
    previousClientSecret: app.previousClientSecret === null ? null : mask(app.previousClientSecret),
  };
}

export interface DeliveryView extends Omit<Delivery, 'bodyBase64'> {
  /** The body as text; bytes that are not UTF-8 show as replacement characters. */
  bodyText: string;
  sizeBytes: number;
  lastStatus: number | null;
}

/** A delivery with its body as text. */
export function presentDelivery({ bodyBase64, ...delivery }: Delivery): DeliveryView {
  const body = Buffer.from(bodyBase64, 'base64');
  return {
    ...delivery,
    bodyText: body.subarray(0, 4_096).toString('utf8'),
    sizeBytes: body.length,
    lastStatus: delivery.attempts.at(-1)?.status ?? null,
  };
}

/** A token by its kind and its last characters: enough to tell two apart, and of no use to anybody. */
export function maskToken(token: string): string {
  return `${token.slice(0, 4)}…${token.slice(-7)}`;
}

function mask(secret: string): string {
  return `••••${secret.slice(-4)}`;
}
