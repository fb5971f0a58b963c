import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { CrashBoundary } from './crash-boundary.tsx';

/** A part of the page whose code comes when it is asked for. */
export interface PartLoader<Props> {
  readonly read: () => ComponentType<Props> | undefined;
  /** Rejects when the code cannot come; what failed is asked for again the next time. */
  readonly ask: () => Promise<ComponentType<Props>>;
}

export const createPartLoader = <Props,>(load: () => Promise<ComponentType<Props>>): PartLoader<Props> => {
  let loaded: ComponentType<Props> | undefined;
  let asked: Promise<ComponentType<Props>> | undefined;
  const loadOnce = async () => {
    try {
      loaded = await load();
      return loaded;
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
  return {
    read: () => loaded,
    ask: () => {
      asked ??= loadOnce();
      return asked;
    },
  };
};

interface LatePartProps<Props> {
  readonly loader: PartLoader<Props>;
  /** What stands there until it has come. */
  readonly place: ReactNode;
  readonly children: (Part: ComponentType<Props>) => ReactNode;
}

const Loading = <Props,>({ loader, place, children }: LatePartProps<Props>): ReactNode => {
  const [Part, setPart] = useState(loader.read);
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  useEffect(() => {
    // A part that is a function must not be taken for one that makes the next state.
    loader.ask().then(
      (come) => setPart(() => come),
      (error: unknown) => setFailure({ error }),
    );
  }, [loader]);
  if (failure !== undefined) throw failure.error;
  return Part === undefined ? place : children(Part);
};

/**
 * Shows a part once its code is there, and a word about it where that cannot come. Not `lazy` and `Suspense`: React holds
 * back what they reveal until 300 ms after the last reveal, and this page reveals two things in a row.
 */
export const LatePart = <Props,>(props: LatePartProps<Props>) => (
  <CrashBoundary>
    <Loading {...props} />
  </CrashBoundary>
);
