import { startPage } from '../../shell/start-page.tsx';
import { ConnectPage } from './connect-page.tsx';
import { catalogues } from './messages.ts';
import { takeRedirectResult } from './redirect-result.ts';

const result = takeRedirectResult();
startPage('connect', catalogues, () => <ConnectPage result={result} />);
