import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import type { ChosenFile, FileTrouble } from '../../model.ts';
import { explainProblem } from './explain-problem.ts';

/** Whose own words say more than ours: what the probe stumbled over. */
const detailed = ['unreadable'];

const Problem = ({ file, trouble }: { readonly file: ChosenFile; readonly trouble: FileTrouble }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const explained = explainProblem(file, trouble, format);
  if (explained === undefined) return <p lang="en">{trouble.detail}</p>;
  const found = t(`media.found.${explained.found}`);
  return (
    <>
      <p>{t(`media.problems.${explained.code}`, { ...explained.values, found })}</p>
      {detailed.includes(explained.code) && (
        <p className="fine" lang="en">
          {trouble.detail}
        </p>
      )}
    </>
  );
};

/** Everything for which the file is not taken. */
export const ProblemList = ({ file }: { readonly file: ChosenFile }) =>
  file.problems.map((trouble) => <Problem key={trouble.code} file={file} trouble={trouble} />);
