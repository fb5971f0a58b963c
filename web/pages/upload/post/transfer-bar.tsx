import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { transferOf } from './post-facts.ts';

/** How far the file is on its way from our store to TikTok, by the bytes that TikTok is known to have. */
export const TransferBar = ({ post }: { readonly post: Post }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const transfer = transferOf(post);
  if (transfer.kind === 'none') return null;
  if (transfer.kind === 'unknown')
    return (
      <ProgressBar className="transfer" isIndeterminate>
        <Label>{t('post.transfer.pull')}</Label>
        <span className="fine">{t('post.transfer.pullText')}</span>
        <Track />
      </ProgressBar>
    );
  const { sentBytes, totalBytes } = transfer;
  const amount = t('post.transfer.amount', {
    sent: format.bytes(sentBytes, totalBytes),
    total: format.bytes(totalBytes),
  });
  const share = sentBytes / totalBytes;
  return (
    <ProgressBar className="transfer" value={sentBytes} maxValue={totalBytes} valueLabel={amount}>
      <Label>{t('post.transfer.label')}</Label>
      <span className="fine">
        {amount} · {format.percent(share)}
      </span>
      <Track share={share} />
    </ProgressBar>
  );
};

/** The bar itself; without a share it shows that something goes on, and no more. */
const Track = ({ share }: { readonly share?: number }) => (
  <span className="track">
    <span
      className={share === undefined ? 'track-fill unknown' : 'track-fill'}
      style={share === undefined ? undefined : { inlineSize: `${share * 100}%` }}
    />
  </span>
);
