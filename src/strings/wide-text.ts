import { formatEndpoint } from '../protocol/endpoint';
import type { NetErrorCode } from '../protocol/net-error';
import type { WideAlarm, WideServer } from '../protocol/wide';
import type { RoomInfo } from '../room/room';
import { exhaustive } from '../util/exhaustive';
import type { FailedAttempt, Problem } from './problem';
import type { Translate } from './translate';

/** Every node of a server, as people read it. */
export function nodesText({ nodes }: Pick<WideServer, 'nodes'>): string {
  return nodes.map(formatEndpoint).join(', ');
}

/**
 * Why a wide room couldn't be opened or joined, or was lost; undefined if the reason has nothing to do with its server.
 */
export function wideProblem(
  code: NetErrorCode,
  { doing, address, room }: Pick<FailedAttempt, 'doing' | 'address' | 'room'>,
  t: Translate,
): Problem | undefined {
  const isNew = doing === 'host-wide';
  switch (code) {
    case 'refused':
    case 'timed-out':
    case 'unreachable':
    case 'address-unavailable':
    case 'closed-at-once':
      return {
        message: t(
          'Can’t reach the server at {0}. It may be down, or reachable only from your university’s network. Check this computer’s network, then try again.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'show-log'],
      };
    case 'name-not-found':
      return {
        message: t(
          'Can’t find the server {0}. Its name may be known only in your university’s network. Check this computer’s network, then try again.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'show-log'],
      };
    case 'connection-lost':
    case 'too-slow':
      return {
        message: t('The connection to the server of “{0}” was lost. Join again.', room),
        actions: ['join-again', 'show-log'],
      };
    case 'no-encryption':
    case 'not-chat':
      return {
        message: t(
          'The program at {0} isn’t a server for wide rooms, so nothing was sent to it. Ask whoever runs the server whether its address has changed.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'show-log'],
      };
    case 'wrong-pin':
      return {
        message: isNew
          ? t(
              'The server at {0} isn’t the one in the server file: another authority signed its certificate. Nothing was sent to it. Ask whoever runs the server for its present file.',
              address,
            )
          : t(
              'The server at {0} isn’t the one in the invite: another authority signed its certificate. Nothing was sent to it. Ask for a new invite.',
              address,
            ),
        actions: isNew
          ? ['try-again', 'check-connection']
          : ['use-invite', 'try-again', 'check-connection'],
      };
    case 'not-permitted':
      return {
        message: isNew
          ? t(
              'The server doesn’t let this server file open rooms. Ask whoever runs the server for its present file.',
            )
          : t(
              'The server doesn’t accept this invite: whoever runs it may have replaced its keys. Ask for a new invite.',
            ),
        actions: isNew ? ['try-again', 'show-log'] : ['use-invite', 'try-again'],
      };
    case 'no-quorum':
      return {
        message: isNew
          ? t(
              'Too few of the server’s computers are running, so it can’t store a new room now. Try again in a few minutes. If that makes no difference, tell whoever runs the server.',
            )
          : t(
              'Too few of the server’s computers are running, so no one can join now. Try again in a few minutes. If that makes no difference, tell whoever runs the server.',
            ),
        actions: ['try-again', 'check-connection'],
      };
    case 'no-jetstream':
      return {
        message: t(
          'The server at {0} stores nothing: JetStream is off there, or has no space left. Tell whoever runs it.',
          address,
        ),
        actions: ['try-again', 'show-log'],
      };
    case 'room-closed':
      return {
        message: t('The server doesn’t have the room “{0}” any more.', room),
        actions: ['join-other'],
      };
    case 'bad-invite':
      return {
        message: t(
          'This invite is no longer valid: it was reset, or someone was removed since. Ask for the new one.',
        ),
        actions: ['use-invite'],
      };
    case 'bad-key':
      return {
        message: t('You’re no longer a member of this room. Ask for a new invite.'),
        actions: ['use-invite'],
      };
    case 'removed':
      return {
        message: t('You were removed from the room. To come back, ask for a new invite.'),
        actions: ['use-invite'],
      };
    case 'room-full':
      return {
        message: t('The room is full. Try again later.'),
        actions: ['keep-trying', 'use-invite'],
      };
    case 'room-locked':
      return {
        message: t(
          'The room is locked, so no one new can join. Ask its owner to unlock it, then try again.',
        ),
        actions: ['keep-trying'],
      };
    case 'other-version':
    case 'protocol':
      return {
        message: t(
          'This room uses something that your Deskmate doesn’t know. Update Deskmate, then try again.',
        ),
        actions: ['try-again', 'show-log'],
      };
    default:
      return undefined;
  }
}

/** Why a member of a wide room isn't connected now. */
export function wideOutsideText(error: NetErrorCode, t: Translate): string {
  switch (error) {
    case 'connection-lost':
    case 'too-slow':
    case 'failed':
      return t('The connection was lost.');
    case 'no-quorum':
      return t('Too few of the server’s computers are running.');
    default:
      return t('Can’t reach the server. Check this computer’s network.');
  }
}

/**
 * What the server of a wide room has done, and what that means for who reads it.
 * @param moderates whether that is the owner or a moderator
 */
export function alarmText(alarm: WideAlarm, moderates: boolean, t: Translate): string {
  switch (alarm) {
    case 'forked':
      return t(
        'The server shows people different histories of this room. Don’t rely on what you read here: compare it with the others in another way.',
      );
    case 'rolled-back':
      return t(
        'The server has taken back or changed messages that you had already received. Don’t rely on what you read here: compare it with the others in another way.',
      );
    case 'missing':
      return t(
        'The server withholds a message of this room. Ask the others in another way what is missing here.',
      );
    case 'forged':
      return moderates
        ? t(
            'A message with a false signature isn’t shown. Someone with the invite, or the server, is tampering with this room. Reset the invite. If it happens again, tell whoever runs the server.',
          )
        : t(
            'A message with a false signature isn’t shown. Someone with the invite, or the server, is tampering with this room. Tell its owner or a moderator.',
          );
    case 'replayed':
      return t(
        'An old message of this room came a second time, and isn’t shown again. The server has repeated it, or the person who wrote it uses a modified program.',
      );
    default:
      return exhaustive(alarm);
  }
}

/** What the server of a room has done, as far as this window knows; none in other rooms. */
export function alarmTexts(
  { alarms = [], moderates }: Pick<RoomInfo, 'alarms' | 'moderates'>,
  t: Translate,
): string[] {
  return alarms.map((alarm) => alarmText(alarm, moderates === true, t));
}
