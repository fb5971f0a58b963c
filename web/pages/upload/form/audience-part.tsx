import { memo } from 'react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import type { Draft } from '../model.ts';
import { isClosedToBranded } from './apply-change.ts';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { FormMessages } from './messages.en.ts';
import { RequiredWording } from './required-wording.tsx';
import { useFormWords } from './use-words.ts';

type KnownLevel = keyof FormMessages['audience']['levels'];

const knownLevels: readonly string[] = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] satisfies KnownLevel[];

const isKnown = (level: string): level is KnownLevel => knownLevels.includes(level);

/** An audience by its name; one that TikTok adds one day is offered too, by TikTok's own word. */
export const useLevelName = (): ((level: string) => string) => {
  const t = useFormWords();
  return (level) => (isKnown(level) ? t(`audience.levels.${level}`) : level);
};

const onlyMe: KnownLevel = 'SELF_ONLY';

interface OptionNoteProps {
  readonly level: string;
  readonly isOff: boolean;
}

/** Who is meant; of one that branded content may not have, why not. */
const OptionNote = ({ level, isOff }: OptionNoteProps) => {
  const t = useFormWords();
  if (isOff)
    return level === onlyMe ? (
      <RequiredWording sentence="brandedNotPrivate" />
    ) : (
      t('audience.brandedFollowers')
    );
  return isKnown(level) ? t(`audience.levelNotes.${level}`) : null;
};

export interface AudiencePartProps extends FieldWords {
  readonly privacyLevel: string | null;
  readonly options: readonly string[];
  readonly isBranded: boolean;
  /** The audience that was chosen and is not offered any more. */
  readonly withdrawnLevel: string | undefined;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/**
 * Who can see the post: what the creator is offered now, in that order, and nothing chosen beforehand (tiktok-api.md
 * section 9, points 7 to 9, 23, 25 and 27).
 */
export const AudiencePart = memo((props: AudiencePartProps) => {
  const { privacyLevel, options, isBranded, withdrawnLevel, changeDraft, ...words } = props;
  const t = useFormWords();
  const nameLevel = useLevelName();
  const closed = isBranded ? options.filter(isClosedToBranded) : [];
  return (
    <section className="card form-part">
      <Select
        className="form-field"
        data-field="privacyLevel"
        validationBehavior="aria"
        placeholder={t('required.audiencePlaceholder')}
        value={privacyLevel !== null && options.includes(privacyLevel) ? privacyLevel : null}
        onChange={(level) => changeDraft({ privacyLevel: level === null ? null : String(level) })}
        isInvalid={isWrong(words)}
      >
        <Label className="part-label">{t('audience.label')}</Label>
        <Button className="form-input choice">
          <SelectValue>
            {({ isPlaceholder, defaultChildren }) =>
              isPlaceholder || privacyLevel === null ? defaultChildren : nameLevel(privacyLevel)
            }
          </SelectValue>
          <span className="chevron" aria-hidden="true" />
        </Button>
        <Text slot="description" className="fine">
          {options.length === 0 ? t('audience.none') : t('audience.note')}
          {closed.length > 0 && (
            <span className="closed-note">
              {closed.includes(onlyMe) ? (
                <RequiredWording sentence="brandedNotPrivate" />
              ) : (
                t('audience.brandedFollowers')
              )}
            </span>
          )}
        </Text>
        <FieldMessage {...words} />
        <Popover className="options-popover" offset={4}>
          <ListBox className="options">
            {options.map((level) => {
              const isOff = closed.includes(level);
              return (
                <ListBoxItem
                  key={level}
                  id={level}
                  className="option"
                  textValue={nameLevel(level)}
                  isDisabled={isOff}
                >
                  {/* A tooltip of the browser's own: React Aria's are for what can be focused, and this cannot. */}
                  <span
                    className="option-text"
                    {...(isOff && level === onlyMe ? { title: t('required.brandedNotPrivate') } : {})}
                  >
                    <span className="option-name">{nameLevel(level)}</span>{' '}
                    <span className="fine">
                      <OptionNote level={level} isOff={isOff} />
                    </span>
                  </span>
                </ListBoxItem>
              );
            })}
          </ListBox>
        </Popover>
      </Select>
      <p className="notice warn" role="status" hidden={withdrawnLevel === undefined}>
        {withdrawnLevel !== undefined && t('audience.withdrawn', { level: nameLevel(withdrawnLevel) })}
      </p>
    </section>
  );
});
