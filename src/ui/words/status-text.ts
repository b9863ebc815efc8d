import type { SessionState } from '../../room/session-state';
import { exhaustive } from './exhaustive';
import { placeWords } from './places';
import type { Translate } from './translate';

/** What the status bar item shows. */
export interface StatusText {
  /** With `$(icon)`s. */
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers: the state without icons. */
  readonly label: string;
  readonly warning: boolean;
}

/**
 * The state of the connection as the status bar tells it.
 * @param unread messages of others not seen yet
 * @param problem the last failure in words, when the connection has one
 */
export function statusText(
  state: SessionState,
  unread: number,
  problem: string | undefined,
  t: Translate,
): StatusText {
  const { connection } = state;
  const click = t('Click for what you can do now.');
  switch (connection.kind) {
    case 'offline':
      return connection.error === undefined
        ? shown('comment-discussion', [t('Deskmate: offline')], [t('Not in a room.'), click])
        : {
            ...shown('warning', [offlineWords(connection.error, t)], [problem ?? '', click]),
            warning: true,
          };
    case 'connecting':
      return shown(
        'sync~spin',
        [t('Connecting…')],
        [
          t('Connecting to {0}.', placeWords(connection.target.host, connection.target.port, t)),
          click,
        ],
      );
    case 'waiting':
      return waitingText(connection.position, t, click);
    case 'joined':
      return shown(
        'comment-discussion',
        [t('In a room'), ...knownWords(state.members.length, t), ...unreadWords(unread, t)],
        [
          t('In the room at {0}.', roomPlace(state, t)),
          t('In a lab room, people are known once they come in or speak.'),
          click,
        ],
      );
    case 'hosting':
      return shown(
        'broadcast',
        [
          t('Hosting :{0}', state.room?.port ?? 0),
          peopleWords(state.members.length, t),
          ...unreadWords(unread, t),
          ...waitingWords(state.waiting.length, t),
        ],
        [t('Hosting on {0}.', roomPlace(state, t)), click],
      );
    case 'reconnecting':
      return shown(
        'sync~spin',
        [t('Connecting again…')],
        [t('The connection to {0} broke; trying again.', roomPlace(state, t)), click],
      );
    default:
      return exhaustive(connection);
  }
}

function offlineWords(error: string, t: Translate): string {
  return error === 'connection-lost' || error === 'too-slow'
    ? t('Connection lost')
    : t('Deskmate: offline');
}

function waitingText(position: number | undefined, t: Translate, click: string): StatusText {
  return position === undefined
    ? shown(
        'watch',
        [t('Waiting to be let in')],
        [t('Connected. Nothing was heard from the room yet; perhaps it is full.'), click],
      )
    : shown(
        'watch',
        [t('Waiting in line: {0}', position)],
        [t('The room is full. You are let in as soon as it is your turn.'), click],
      );
}

function peopleWords(count: number, t: Translate): string {
  return count === 1 ? t('1 person') : t('{0} people', count);
}

/** A lab room tells its guests little of who is there: alone with oneself says nothing. */
function knownWords(count: number, t: Translate): string[] {
  return count > 1 ? [peopleWords(count, t)] : [];
}

function unreadWords(count: number, t: Translate): string[] {
  return count === 0 ? [] : [t('{0} new', count)];
}

function waitingWords(count: number, t: Translate): string[] {
  return count === 0 ? [] : [t('{0} waiting', count)];
}

function roomPlace({ room }: SessionState, t: Translate): string {
  return room ? placeWords(room.address, room.port, t) : '';
}

function shown(icon: string, parts: readonly string[], sentences: readonly string[]): StatusText {
  const words = parts.join(' · ');
  return {
    text: `$(${icon}) ${words}`,
    tooltip: sentences.join('\n'),
    label: words,
    warning: false,
  };
}
