import type { Member } from '../../room/session-state';
import { presenceWords } from '../../strings/member-words';
import { noticeText } from '../../strings/notice-text';
import type { Translate } from '../../strings/translate';
import { pickStep, textStep } from '../window/step-input';
import { runSteps } from '../window/steps';

/** Longest reason the protocol carries, in UTF-16 units. */
export const maxReasonLength = 500;

/** Who is to be put out of the room, and why. */
export interface Removal {
  readonly member: Member;
  /** Empty when the person gave none. */
  readonly reason: string;
}

/**
 * Asks whom to remove, unless that was chosen already, and why.
 * @returns undefined when the person cancelled
 */
export async function askRemoval(
  others: readonly Member[],
  chosen: Member | undefined,
  t: Translate,
): Promise<Removal | undefined> {
  const title = t('Remove Member');
  let member = chosen;
  let reason = '';
  const done = await runSteps(
    [
      {
        applies: () => chosen === undefined,
        ask: async (at) => {
          const answer = await pickStep(at, {
            title,
            placeholder:
              others.length > 0 ? t('Remove which member?') : t('No one else is in the room.'),
            items: others.map((other) => ({
              label: noticeText(other.name),
              description: presenceWords(other, t),
              value: other,
            })),
            active: member,
          });
          if (answer.outcome === 'next') member = answer.value;
          return answer.outcome;
        },
      },
      {
        ask: async (at) => {
          const answer = await textStep(at, {
            title,
            prompt: t(
              'Why remove {0}? They and everyone in the room see the reason; leave it empty to give none. The invite is reset as well.',
              noticeText(member?.name ?? ''),
            ),
            placeholder: t('No reason'),
            value: reason,
            problem: (text) =>
              text.length > maxReasonLength
                ? t('A reason can have at most {0} characters. Shorten it.', maxReasonLength)
                : undefined,
          });
          if (answer.outcome === 'next') reason = answer.value.trim();
          return answer.outcome;
        },
      },
    ],
    chosen === undefined ? 0 : 1,
  );
  return done && member ? { member, reason } : undefined;
}
