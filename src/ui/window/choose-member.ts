import type { Member } from '../../room/room';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { showInformationMessage } from './messages';
import { showQuickPick } from './quick-pick';

interface Question {
  /** What to ask. */
  readonly title: string;
  /** Whether a member can be chosen. */
  readonly suits?: (member: Member) => boolean;
  /** The message if none can. */
  readonly none: string;
  /** What to show beside a name, inert. */
  readonly describe?: (member: Member) => string;
}

/**
 * The member that a command is about. Asks if none is given and several can be chosen.
 * @param who a member's id, or an object with a `memberId` from a participant's menu
 * @returns undefined if the user chose no one, or no one can be chosen, which is shown
 * @throws {CodedError} `no-member`, for a program
 */
export async function chooseMember(
  who: unknown,
  { session, t }: { readonly session: Pick<Session, 'state'>; readonly t: Translate },
  { title, suits = () => true, none, describe = () => '' }: Question,
): Promise<Member | undefined> {
  const id: unknown = typeof who === 'string' ? who : Object(who).memberId;
  const others = session.state.members.filter(({ self }) => !self);
  if (typeof id === 'string') {
    const member = others.find((each) => each.id === id);
    if (!member && typeof who === 'string') {
      throw new CodedError('no-member', t('There’s no member “{0}”.', id));
    }
    return member;
  }
  const suitable = others.filter(suits);
  if (suitable.length === 0) void showInformationMessage(none);
  if (suitable.length <= 1) return suitable[0];
  const items = suitable.map((member) => ({
    label: noticeText(member.name),
    description: describe(member),
    member,
  }));
  return (await showQuickPick(items, { placeHolder: title }))?.member;
}
