import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot, type Root } from 'react-dom/client';
import { App, type AppProps } from './view/app.tsx';

export interface Mount {
  readonly render: (props: AppProps) => void;
  /** Ends every call and timer; what is known stays for the next `render`. */
  readonly unmount: () => void;
  /** Looks everything up again. */
  readonly refresh: () => void;
}

/** The widget's content in `place`. Nothing is shared with another widget on the page. */
export const createMount = (place: HTMLElement): Mount => {
  const client = new QueryClient();
  let root: Root | undefined;
  return {
    render: (props) => {
      root ??= createRoot(place);
      root.render(
        <QueryClientProvider client={client}>
          <App {...props} />
        </QueryClientProvider>,
      );
    },
    unmount: () => {
      root?.unmount();
      root = undefined;
    },
    refresh: () => void client.invalidateQueries(),
  };
};
