import { useTranslation } from 'react-i18next';
import { parseTrustedAddress } from '../../../address/web-address.ts';
import type { Post } from '../../../api/operations.ts';

/** Where the public sees a post. Why there is no link, the sentence of its state says. */
export const PostLinks = ({ post }: { readonly post: Post }) => {
  const { t } = useTranslation('upload');
  const links = post.urls.flatMap((url) => parseTrustedAddress(url, location.hostname) ?? []);
  if (links.length === 0) return post.isPublic ? <p className="soft">{t('post.linkUnknown')}</p> : null;
  return (
    <ul className="post-links" aria-label={t('post.links', { count: links.length })}>
      {links.map(({ href }, index) => (
        <li key={href}>
          <a className="button primary as-button" href={href} target="_blank" rel="noopener noreferrer">
            {links.length === 1 ? t('post.link') : t('post.linkNumber', { number: index + 1 })}{' '}
            <span className="visually-hidden">({t('post.newTab')})</span>
            <span aria-hidden="true">↗</span>
          </a>
        </li>
      ))}
    </ul>
  );
};
