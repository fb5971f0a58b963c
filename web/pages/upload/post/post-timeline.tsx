import { useTranslation } from 'react-i18next';
import type { Post } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { timelineOf } from './post-facts.ts';

/** When a post came to each of its states. */
export const PostTimeline = ({ post }: { readonly post: Post }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  return (
    <section className="card">
      <h3 id="post-timeline">{t('post.timeline')}</h3>
      <ol className="timeline" aria-labelledby="post-timeline">
        {timelineOf(post).map(({ state, at }) => (
          <li key={state} aria-current={state === post.status ? 'step' : undefined}>
            <span>{t(`post.states.${state}`)}</span>
            <time dateTime={at} className="fine">
              {format.moment(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
};
