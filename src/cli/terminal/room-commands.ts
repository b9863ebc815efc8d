import { formatInvite } from '../../protocol/invite';
import { checkName } from '../../protocol/names';
import { isOnServer } from '../../protocol/room-kinds';
import { shortInvite } from '../../protocol/short-invite';
import type { Member } from '../../room/room';
import { nameProblemText, renameProblemText } from '../../strings/input-text';
import { presenceText } from '../../strings/invited-room';
import { whoInvitesText } from '../../strings/moderation-text';
import { maxQrLength, qrCode, qrRows } from '../../util/qr-code';
import { dim, type Line, memberName } from './colors';
import { LineCommandError, type Talk } from './talk';

/** The editor that opens a printed invite on a click; a pasted invite works in any editor and in a terminal. */
const scheme = 'vscode';

/** Black on white, in colors that no theme changes. */
const qrStyle = { color: 16, background: 231 } as const;

/** Lists the members, and who waits to be let in. */
export function who({ session, io: { t }, print }: Talk): void {
  const { members, waiting } = session.state;
  print([
    ...members.map((member): Line => ['  ', ...memberParts(member, roleOf(member, session, t), t)]),
    ...waiting.map(({ name }): Line => ['  ', name, dim(` (${t('waiting to be let in')})`)]),
  ]);
}

/** What a member is in the room, in a word; empty for most. */
function roleOf({ id, host }: Member, session: Talk['session'], t: Talk['io']['t']): string {
  if (!isOnServer(session.state.room?.kind)) return host ? t('host') : '';
  if (host) return t('owner');
  return session.invited?.wideControl?.moderators.includes(id) ? t('moderator') : '';
}

function memberParts(member: Member, role: string, t: Talk['io']['t']): Line {
  const { id, name, self, typing } = member;
  const marks = [
    ...(self ? [t('you')] : []),
    role,
    presenceText(member, t),
    ...(typing && !self ? [t('typing')] : []),
  ].filter((mark) => mark !== '');
  return [memberName(name, id, self), ...(marks.length > 0 ? [dim(` (${marks.join(', ')})`)] : [])];
}

/** Prints the invite as a link, and as a QR code if the terminal is wide enough. */
export function invite({ session, io: { t }, columns, print, notice }: Talk): void {
  const actions = session.invited?.inviteActions;
  if (!actions) {
    const host = session.state.members.find((member) => member.host && !member.self);
    if (!session.invited) throw new LineCommandError(t('People join this room by its address.'));
    throw new LineCommandError(whoInvitesText(session.state.room?.kind, host?.name, t));
  }
  const code = qrCode(shortInvite(actions.invite, scheme, maxQrLength).link);
  if (code.size < columns) print(qrRows(code).map((row): Line => [{ text: row, style: qrStyle }]));
  else notice(t('A QR code needs a terminal of {0} columns.', code.size + 1));
  const link = formatInvite(actions.invite, scheme);
  // In single quotes, because a shell ends a command at an “&”.
  print([[link], [t('In a terminal: {0}', `npx deskmate join '${link}'`)]]);
}

/** Changes the user's name. */
export async function nick({ session, io: { t }, notice }: Talk, wanted: string): Promise<void> {
  const { invited } = session;
  if (!invited) throw new LineCommandError(t('In a lab room, your name is your address.'));
  const read = checkName(wanted);
  if (!read.ok) throw new LineCommandError(nameProblemText(read.problem, t));
  const before = session.state.members.find(({ self }) => self)?.name;
  const result = await invited.rename(read.name);
  if (!result.ok) throw new LineCommandError(renameProblemText(read.name, result, t));
  // The log says when it has changed.
  if (result.name === before) notice(t('You’re now called {0}.', result.name));
}
