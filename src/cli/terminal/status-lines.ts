import { isRunning, type Transfer } from '../../room/files';
import type { Delivery, MessageEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/room';
import { roomAddressText } from '../../strings/addresses';
import { nameList } from '../../strings/inline-text';
import { isInvited, peopleText, standingText, typingText } from '../../strings/invited-room';
import { kindText } from '../../strings/kind-text';
import { leaveTransfersQuestion, transferText } from '../../strings/transfer-text';
import type { Translate } from '../../strings/translate';
import { alarmTexts } from '../../strings/wide-text';
import { bold, dim, type Line, warning } from './colors';
import { quoteOf } from './message-lines';

export interface StatusSources {
  readonly state: SessionState;
  /** The user's messages that the hub doesn't have yet. */
  readonly pending: readonly MessageEntry[];
  /** The user's last message that was printed, and its number. */
  readonly last?: { readonly number: number; readonly delivery: Delivery } | undefined;
  readonly transfers: readonly Transfer[];
  /** What a class says of requests. */
  readonly classroom?: readonly string[];
  /** Whether the user is entering several lines. */
  readonly isMultiLine: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** Pending messages and transfers that are shown; the others are counted. */
const maxShown = 3;

/** The lines between the log and the draft: what isn't sent yet, files on their way, the room and who is typing. */
export function statusLines(sources: StatusSources): readonly Line[] {
  const { pending, transfers, isMultiLine, t } = sources;
  const running = transfers.filter(isRunning);
  return [
    ...alarmLines(sources),
    ...shown(pending, t, ({ text }) => [dim(`${t('Not sent yet:')} ${quoteOf(text)}`)]),
    ...shown(running, t, (transfer) => transferLine(transfer, sources)),
    roomLine(sources),
    ...(isMultiLine ? [[dim(t('Several lines: end with Ctrl+D or a line with only “.”.'))]] : []),
  ];
}

function shown<T>(all: readonly T[], t: Translate, line: (item: T) => Line): readonly Line[] {
  const more = all.length - maxShown;
  const lines = all.slice(0, maxShown).map(line);
  return more > 0 ? [...lines, [dim(t('and {0} more', more))]] : lines;
}

/** What the server of a wide room has done: a warning that stays. */
function alarmLines({ state: { room }, t }: StatusSources): readonly Line[] {
  return room ? alarmTexts(room, t).map((text) => [warning(text)]) : [];
}

function transferLine(transfer: Transfer, { state, language, t }: StatusSources): Line {
  const isCutOff = state.connection.kind === 'reconnecting';
  return [
    transfer.direction === 'send' ? '^ ' : 'v ',
    bold(transfer.name),
    `: ${transferText(transfer, isCutOff, undefined, language, t)}`,
  ];
}

function roomLine({ state, last, classroom = [], language, t }: StatusSources): Line {
  const { room } = state;
  const parts = [
    ...(room ? [isInvited(room) ? room.name : labTitle(room, t)] : []),
    ...standing(state, t),
    ...classroom,
    typingText(state, language, t),
    last ? deliveryText(last.number, last.delivery, t) : '',
  ];
  return [dim(`[${parts.filter((part) => part !== '').join(' | ')}]`)];
}

function labTitle(room: NonNullable<SessionState['room']>, t: Translate): string {
  return `${kindText(room.kind, t).label} ${roomAddressText(room, t)}`;
}

function standing(state: SessionState, t: Translate): readonly string[] {
  const { room, connection, members } = state;
  if (room && isInvited(room)) return standingText(state, room, t);
  switch (connection.kind) {
    case 'joined':
    case 'hosting':
      return [peopleText(members.length, t)];
    case 'waiting':
      return [t('waiting to be let in')];
    case 'reconnecting':
      return [t('reconnecting…')];
    default:
      return [];
  }
}

/** How far a message has come, in a few words. */
export function deliveryText(number: number, delivery: Delivery, t: Translate): string {
  if (delivery === 'queued') return t('#{0} not in the room yet', number);
  if (delivery === 'unsent') return t('#{0} rejected by the room', number);
  if (delivery === 'hub' || delivery.of === 0) return t('#{0} saved in the room', number);
  const { received, of } = delivery;
  return received >= of
    ? t('#{0} received by everyone', number)
    : t('#{0} received by {1} of {2}', number, received, of);
}

/** Asks whether to leave although something would be lost; undefined if nothing would. @param unsent own messages */
export function lossQuestion(
  transfers: readonly Transfer[],
  unsent: number,
  t: Translate,
): string | undefined {
  const running = transfers.filter(isRunning).length;
  if (running > 0) return leaveTransfersQuestion(running, t).message;
  if (unsent === 0) return undefined;
  return unsent === 1
    ? t('A message hasn’t reached the room yet. Leave anyway?')
    : t('{0} messages haven’t reached the room yet. Leave anyway?', unsent);
}

/** Asks whether to close the room that the user hosts; undefined if nobody else is in it. */
export function closingQuestion(
  { connection, members }: SessionState,
  language: string,
  t: Translate,
): string | undefined {
  const others = members.filter(({ self }) => !self).map(({ name }) => name);
  if (connection.kind !== 'hosting' || others.length === 0) return undefined;
  const names = nameList(others, language, t);
  return others.length === 1
    ? t('{0} is in the room. Close it for everyone?', names)
    : t('{0} are in the room. Close it for everyone?', names);
}

/** How to end the talk, and where to find the rest. @param isKept whether a room stays when its host's terminal is closed */
export function firstHint({ connection }: SessionState, isKept: boolean, t: Translate): string {
  if (connection.kind !== 'hosting') return t('/leave or Ctrl+D leaves, /help lists the commands.');
  return isKept
    ? t(
        '/leave closes the room for everyone. To stop and keep it, close the terminal. /help lists the commands.',
      )
    : t('/leave closes the room for everyone. /help lists the commands.');
}
