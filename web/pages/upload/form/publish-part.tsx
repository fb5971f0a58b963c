import { Button } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { ApiError } from '../../../api/api-error.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { FailureText } from '../../../shell/failure.tsx';
import type { Mode } from '../model.ts';
import { Declaration } from './declaration.tsx';
import type { FieldName } from './fields.ts';
import type { Problem } from './problem.ts';
import { RequiredWording } from './required-wording.tsx';
import { useFormWords, useProblemWords } from './use-words.ts';

type Fields = readonly FieldName[];

const fieldsOf = (problems: readonly Problem[]): Fields => [...new Set(problems.map(({ field }) => field))];

/** Why the button does not publish yet: of the disclosure in TikTok's own words (tiktok-api.md section 9, point 21). */
const Reason = ({ problems }: { readonly problems: readonly Problem[] }) => {
  const t = useFormWords();
  const { format } = useLanguage();
  if (problems.some(({ code }) => code === 'disclosure-empty'))
    return <RequiredWording sentence="disclosureEmpty" />;
  const list = fieldsOf(problems).map((field) => t(`publish.fields.${field}`));
  return t('publish.missing', { list: format.list(list) });
};

interface MissingProps {
  readonly problems: readonly Problem[];
  readonly onGoTo: (field: FieldName) => void;
}

/** Everything that is still needed, each leading to its field. */
const Missing = ({ problems, onGoTo }: MissingProps) => {
  const t = useFormWords();
  const say = useProblemWords();
  return (
    <section className="notice warn still-missing" aria-label={t('publish.missingTitle')}>
      <p>
        <strong>{t('publish.missingTitle')}</strong>
      </p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.field} ${problem.code}`}>
            <Button className="go-to" onPress={() => onGoTo(problem.field)}>
              {t(`publish.fields.${problem.field}`)}
            </Button>{' '}
            {say(problem)}
          </li>
        ))}
      </ul>
    </section>
  );
};

export interface PublishPartProps {
  readonly mode: Mode;
  readonly isScheduled: boolean;
  readonly isBranded: boolean;
  readonly problems: readonly Problem[];
  /** Whether somebody has pressed the button while there were some. */
  readonly isAsked: boolean;
  readonly isSubmitting: boolean;
  readonly refusal: ApiError | undefined;
  readonly onPress: () => void;
  readonly onGoTo: (field: FieldName) => void;
}

const labels = {
  direct: { now: 'publish.direct', later: 'publish.directLater' },
  inbox: { now: 'publish.inbox', later: 'publish.inboxLater' },
} as const;

const nextOf = (mode: Mode, isScheduled: boolean) => {
  if (mode === 'inbox') return 'publish.nextDraft';
  return isScheduled ? 'publish.nextLater' : 'publish.next';
};

/**
 * The declaration and the button below it: nothing goes to TikTok before it is pressed (points 28 to 31, 34 and 35). While
 * something is missing the button says what, on hover, on focus and when it is pressed, and so is never disabled dumbly.
 */
export const PublishPart = (props: PublishPartProps) => {
  const { mode, isScheduled, isBranded, problems, isAsked, isSubmitting, refusal, onPress, onGoTo } = props;
  const t = useFormWords();
  const mayPublish = problems.length === 0;
  const isTold = mayPublish || isSubmitting;
  return (
    <section className="card form-part publish-part">
      {isAsked && !mayPublish && <Missing problems={problems} onGoTo={onGoTo} />}
      {refusal !== undefined && !isSubmitting && (
        <section className="notice bad" role="alert">
          <p>
            <strong>{t('publish.refusedTitle')}</strong>
          </p>
          <FailureText error={refusal} />
        </section>
      )}
      {mode === 'direct' && <Declaration isBranded={isBranded} />}
      <TooltipTrigger delay={200} closeDelay={100} isDisabled={isTold}>
        <Button
          className="button primary publish"
          isPending={isSubmitting}
          onPress={onPress}
          {...(isTold ? {} : { 'aria-disabled': 'true' as const })}
        >
          {isSubmitting ? t('publish.sending') : t(labels[mode][isScheduled ? 'later' : 'now'])}
        </Button>
        {/* Below the button: what is agreed to stays in view above it. */}
        <Tooltip className="tooltip" placement="bottom" offset={8}>
          <Reason problems={problems} />
        </Tooltip>
      </TooltipTrigger>
      <p className="fine">
        {t('publish.consent')} {t(nextOf(mode, isScheduled))}
      </p>
    </section>
  );
};
