import type { NetErrorCode } from '../protocol/net-error';
import { netProblem } from './error-text';
import type { FailedAttempt } from './problem';
import type { Translate } from './translate';
import { wideProblem } from './wide-text';

type Sentence = (attempt: FailedAttempt, t: Translate, platform: string) => string;

/** What the editor says with its commands, its log or its buttons, in the words of the command line. */
const anyRoom: Partial<Readonly<Record<NetErrorCode, Sentence>>> = {
  'port-forbidden': ({ address }, t) =>
    t(
      'This computer blocked the connection to {0}. Allow Node.js in your firewall or security software, then try again.',
      address,
    ),
  unreachable,
  'address-unavailable': unreachable,
  'port-in-use': failed,
  failed,
  'no-jetstream': failed,
  'no-quorum': failed,
  'not-permitted': failed,
  'host-storage': (_, t) =>
    t('The host’s disk is full or failing, so no one new can join now. Tell the host.'),
  protocol: (_, t) =>
    t(
      'The two computers couldn’t understand each other, so the connection was closed. Update Deskmate on both, then try again.',
    ),
  replaced: (_, t) =>
    t('You’re in this room in another window or program now, so this one has left it.'),
  'room-closed': (_, t) => t('The host closed the room. To read the chat: {0}', 'deskmate export'),
  'room-full': (_, t) =>
    t(
      'The room is full. The host has been notified that you want to join, and can let more people in. Then run the command again.',
    ),
  'room-locked': (_, t) =>
    t(
      'The host has locked the room, so no one new can join. Ask the host to unlock it, then run the command again.',
    ),
};

const labRoom: typeof anyRoom = {
  ...anyRoom,
  'closed-at-once': ({ address }, t) =>
    t(
      '{0} closed the connection. If it’s a pair, group or class, it’s encrypted: use its invite. Otherwise, the room may be full, or another program may be using the port.',
      address,
    ),
};

const invited: typeof anyRoom = {
  ...anyRoom,
  'line-full': (_, t) => t('The room and its waiting line are full. Try again later.'),
  refused: ({ address, room }, t) =>
    t(
      'The host of “{0}” isn’t responding at {1}: the room isn’t open now, or was closed for good. Ask the host for it, then try again.',
      room,
      address,
    ),
  'timed-out': ({ address, room }, t) =>
    t(
      'No response from the host of “{0}” at {1}. Check that both computers are on the same network, and ask the host whether a firewall is blocking the port.',
      room,
      address,
    ),
};

const tables: Readonly<Record<FailedAttempt['doing'], typeof anyRoom>> = {
  host: {},
  'host-again': {},
  'join-lab': labRoom,
  'host-wide': {
    failed: ({ address }, t) => t('Couldn’t open the room on {0}. Try again.', address),
  },
  'join-wide': invited,
  'join-by-invite': invited,
};

/** Describes a network failure at a terminal. `platform` is Node's name for the operating system. */
export function terminalProblemText(
  code: NetErrorCode,
  attempt: FailedAttempt,
  platform: string,
  t: Translate,
): string {
  const wide = attempt.doing === 'join-wide' ? wideProblem(code, attempt, t) : undefined;
  if (wide) return wide.message;
  const sentence = tables[attempt.doing][code];
  return sentence ? sentence(attempt, t, platform) : netProblem(code, attempt, platform, t).message;
}

function unreachable({ address }: FailedAttempt, t: Translate, platform: string): string {
  return platform === 'darwin'
    ? t(
        'Can’t reach {0}. Check that both computers are on the same network, and allow your terminal under System Settings › Privacy & Security › Local Network.',
        address,
      )
    : t('Can’t reach {0}. Check that both computers are on the same network.', address);
}

function failed({ address }: FailedAttempt, t: Translate): string {
  return t('Couldn’t join {0}. Try again.', address);
}
