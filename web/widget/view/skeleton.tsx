import { useWidget } from './widget-context.ts';

/** The place of an account that is on its way. */
export const AccountSkeleton = () => (
  <div className="account" aria-hidden="true">
    <span className="avatar wait" />
    <div className="who">
      <span className="wait line" />
      <span className="wait line short" />
    </div>
  </div>
);

/** The places of the posts that are on their way. */
export const PostSkeleton = () => {
  const { settings } = useWidget();
  return (
    <div aria-hidden="true">
      <div className="counts">
        <span className="wait line short" />
      </div>
      {Array.from({ length: settings.limit }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={index} className="post">
          <span className="kind wait" />
          <span className="wait line" />
          <span className="wait line short meta" />
        </div>
      ))}
    </div>
  );
};
