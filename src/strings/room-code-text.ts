import type { NetErrorCode } from '../protocol/net-error';
import {
  type CodeErrorCode,
  type CodePause,
  maxWrongCodes,
  type RoomCodeState,
} from '../protocol/room-code';
import { recoveryActionLabel } from './error-text';
import { linkName, nameInText, shortName } from './inline-text';
import { inviteProblem } from './join-error-text';
import type { Translate } from './translate';

/** The longest name that a sentence shows, in graphemes. */
const maxNameLength = 32;

/** What a guest knows of the room whose code it enters; the names are its host's, empty if it knows none. */
export interface CodeRoomNames {
  readonly room: string;
  readonly host: string;
  /** Where it is: `10.0.0.7:5000`. */
  readonly address: string;
}

/** The texts of the box in which a guest types the code. */
export function codeEntryText(names: CodeRoomNames, t: Translate) {
  return {
    title: t('Room Code: {0}', roomOf(names)),
    prompt: t('Type the six digits that {0} shows.', hostOf(names, t)),
    placeholder: t('Six digits'),
    malformed: t('A code has six digits.'),
  };
}

/**
 * What is wrong with a code, if the guest can go on typing; undefined for other errors.
 * @param left how many tries the host still allows
 */
export function codeHint(
  code: CodeErrorCode,
  left: number | undefined,
  t: Translate,
): string | undefined {
  switch (code) {
    case 'wrong-code':
      if (left === 0) return undefined;
      if (left === 1) {
        return t('That isn’t the code of this room. This computer has one more try.');
      }
      return left === undefined
        ? t('That isn’t the code of this room.')
        : t('That isn’t the code of this room. This computer has {0} more tries.', left);
    case 'code-changed':
      return t('The room has a new code now. Type that one.');
    case 'codes-busy':
      return t('Many people are entering the code right now. Press Enter again in a moment.');
    default:
      return undefined;
  }
}

/** What a guest can do when its code hasn't led into the room. */
export type CodeAction = 'try-again' | 'use-invite' | 'check-connection' | 'show-log';

/** The label of a button that does it. */
export function codeActionLabel(action: CodeAction, t: Translate): string {
  return action === 'use-invite' ? t('Join Another Way') : recoveryActionLabel(action, t);
}

/** Why a guest hasn't joined by a code. */
export interface CodeEndText {
  readonly message: string;
  readonly actions: readonly CodeAction[];
  /** With `check-connection`: why the room couldn't be reached. */
  readonly failure?: NetErrorCode;
}

/**
 * Says to a guest why its code hasn't led into the room, and what to do.
 * @param platform Node's name for the operating system
 */
export function codeEndText(
  code: CodeErrorCode,
  names: CodeRoomNames,
  platform: string,
  t: Translate,
): CodeEndText {
  const [room, host] = [roomOf(names), hostOf(names, t)];
  const again: CodeEndText['actions'] = ['try-again', 'use-invite'];
  switch (code) {
    case 'wrong-code':
    case 'no-tries':
      return {
        message: t(
          'Three wrong codes for {0} were typed on this computer, so it has to wait for a new one. Ask {1} for a new code, or for the invite.',
          room,
          host,
        ),
        actions: again,
      };
    case 'code-paused':
      return {
        message: t('The code of {0} is paused. Ask {1} for a new code.', room, host),
        actions: again,
      };
    case 'code-changed':
    case 'codes-busy':
    case 'code-timeout':
      return {
        message: t('The host of {0} didn’t answer in time. Try again.', room),
        actions: again,
      };
    case 'no-code':
      return {
        message: t(
          '{0} has no room code now, or its host’s version of Deskmate doesn’t support codes. Ask {1} for a code, or for the invite.',
          room,
          host,
        ),
        actions: again,
      };
    case 'room-locked':
      return {
        message: t(
          '{0} is locked, so no one new can join. Ask {1} to unlock it, then try again.',
          room,
          host,
        ),
        actions: again,
      };
    case 'room-full':
    case 'line-full':
      return {
        message: t('{0} is full. Ask {1} to let more people in, then try again.', room, host),
        actions: again,
      };
    case 'room-closed':
      return {
        message: t('The host closed {0}, so the code doesn’t work any more.', room),
        actions: ['use-invite'],
      };
    case 'host-away':
      return {
        message: t(
          'The host of {0} is reloading the editor, which ends the code. Ask {1} for a new code.',
          room,
          host,
        ),
        actions: again,
      };
    case 'other-room':
      return {
        message: t(
          'Another room is open at {0} now. Look for your room again in Join Room.',
          names.address,
        ),
        actions: ['use-invite'],
      };
    case 'not-proved':
      return {
        message: t(
          'The computer at {0} doesn’t know the code, so it isn’t the host’s, and you didn’t join. Tell {1} that someone else may be answering.',
          names.address,
          host,
        ),
        actions: ['use-invite', 'show-log'],
      };
    case 'no-encryption':
      return {
        message: t(
          'The room at {0} has no code: it’s a lab room or another program. Join it by its address alone.',
          names.address,
        ),
        actions: ['use-invite'],
      };
    case 'connection-lost':
    case 'closed-at-once':
      return {
        message: t('The connection to {0} was lost before you joined. Try again.', names.address),
        actions: ['try-again', 'use-invite', 'show-log'],
      };
    case 'bad-frame':
    case 'protocol':
    case 'other-version':
      return {
        message: t(
          'The two computers couldn’t understand each other, so you didn’t join. Update Deskmate on both, then try again.',
        ),
        actions: ['try-again', 'show-log'],
      };
    default: {
      const known = { address: names.address, room: linkName(names.room) || names.address };
      const { message, actions } = inviteProblem(code, known, platform, t);
      if (!actions.includes('check-connection')) return { message, actions: again };
      return { message, actions: ['try-again', 'check-connection', 'use-invite'], failure: code };
    }
  }
}

/** Says to a host why its room code is paused. */
export function pausedText(
  why: CodePause,
  { wrong, lastWrong }: Pick<RoomCodeState, 'wrong' | 'lastWrong'>,
  t: Translate,
): string {
  if (why === 'reset') {
    return t(
      'The room code is paused, because the invite was reset and people may still know the code. Make a new code so that people can join with it.',
    );
  }
  return t(
    'The room code is paused, because {0} wrong codes were typed, the last one at {1}. Someone may be guessing. Make a new code so that people can join with it.',
    wrong,
    lastWrong ?? '',
  );
}

/** Says to a host how many wrong codes were typed; undefined if none. */
export function wrongCountText(wrong: number, t: Translate): string | undefined {
  if (wrong === 0) return undefined;
  return wrong === 1
    ? t('One wrong code was typed. After {0}, the code is paused.', maxWrongCodes)
    : t('{0} wrong codes were typed. After {1}, the code is paused.', wrong, maxWrongCodes);
}

/** “Lab 3”, or where it is. */
function roomOf({ room, address }: CodeRoomNames): string {
  const name = linkName(room);
  return name === '' ? address : `“${name}”`;
}

/** The host's name in a sentence, or “the host”. */
function hostOf({ host }: CodeRoomNames, t: Translate): string {
  return host === '' ? t('the host') : nameInText(shortName(host, maxNameLength));
}
