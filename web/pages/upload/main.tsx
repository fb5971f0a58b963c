import { startPage } from '../../shell/start-page.tsx';
import { catalogues } from './messages.ts';
import { UploadPage } from './upload-page.tsx';

startPage('upload', catalogues, UploadPage);
