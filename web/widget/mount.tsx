import { createRoot, type Root } from 'react-dom/client';
import { createPictureKeeper } from './data/picture.ts';
import { App, type AppProps } from './view/app.tsx';

export interface Mount {
  readonly render: (props: Omit<AppProps, 'pictureOf'>) => void;
  /** Ends every call and timer; what is known stays for the next `render`. */
  readonly unmount: () => void;
  /** Looks everything up again. */
  readonly refresh: () => void;
}

/** The widget's content in `place`. Nothing is shared with another widget on the page. */
export const createMount = (place: HTMLElement): Mount => {
  const { pictureOf, refresh } = createPictureKeeper();
  let root: Root | undefined;
  return {
    render: (props) => {
      root ??= createRoot(place);
      root.render(<App {...props} pictureOf={pictureOf} />);
    },
    unmount: () => {
      root?.unmount();
      root = undefined;
    },
    refresh,
  };
};
