import type { KnockCode } from '../protocol/knock';
import type { NetErrorCode } from '../protocol/net-error';
import type { KnockReply, KnockResult, OpenKnock } from '../room/knocks';
import { recoveryActionLabel } from './error-text';
import { linkName, nameInText, shortName } from './inline-text';
import { inviteProblem } from './join-error-text';
import type { Translate } from './translate';

/** The longest name that a request shows, in graphemes. */
const maxNameLength = 32;

/** A code as people read it out: `482 193`. */
export function codeText(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

/** A code as a screen reader reads it out, digit by digit. */
export function spelledCode(code: string): string {
  return [...code].join(', ');
}

/** What a guest knows of the room that it asks to join; both texts are its host's. */
export interface KnockedRoom {
  readonly room: string;
  readonly host: string;
}

/** What a guest reads while its host hasn't typed the code. */
export interface WaitingText {
  readonly message: string;
  /** The digits, as they are shown. */
  readonly code: string;
  /** All of it for a screen reader. */
  readonly spoken: string;
  readonly detail: string;
}

/** Asks a guest to read its code out. */
export function waitingText(
  { code, host }: { readonly code: string; readonly host: string },
  t: Translate,
): WaitingText {
  const name = nameOf(host);
  return {
    message: t('Read these digits to {0}:', name),
    code: codeText(code),
    spoken: t('Read these digits to {0}: {1}', name, spelledCode(code)),
    detail: t('{0} has a minute to type them.', name),
  };
}

/** The same after “Asking to join …:” and in short. */
export function waitingShort(
  { code, host }: { readonly code: string; readonly host: string },
  t: Translate,
): string {
  return t('read {1} out to {0}', nameOf(host), codeText(code));
}

/**
 * Asks a guest whether it was the room's host who typed the code: any computer can accept a request in someone's
 * name, but only the host has heard the digits.
 */
export function confirmQuestion({ room, host }: KnockedRoom, code: string, t: Translate) {
  const name = nameOf(host);
  return {
    message: t('Did {0} ask you for this code: {1}?', name, codeText(code)),
    detail: t(
      'Your request to join “{1}” was accepted. If {0} didn’t ask you for the code, another computer may be posing as {0}: choose No, and nothing more is sent to it.',
      name,
      linkName(room),
    ),
    yes: t('Yes'),
    no: t('No'),
  };
}

/** Says that a guest hasn't joined, because it wasn't asked for the code. */
export function notAskedText({ room, host }: KnockedRoom, t: Translate): string {
  return t(
    'You didn’t join “{1}”, because {0} didn’t ask you for the code. Tell {0} that someone else may have answered, and ask for the invite.',
    nameOf(host),
    linkName(room),
  );
}

/** What a guest can do when its request has ended. */
export type KnockAction = 'ask-again' | 'use-invite' | 'check-connection' | 'show-log';

/** The label of a button that does it. */
export function knockActionLabel(action: KnockAction, t: Translate): string {
  switch (action) {
    case 'ask-again':
      return t('Ask Again');
    case 'use-invite':
      return t('Join Another Way');
    case 'check-connection':
    case 'show-log':
      return recoveryActionLabel(action, t);
  }
}

/** How a request ended, for the guest who made it. */
export interface KnockEndText {
  readonly message: string;
  readonly actions: readonly KnockAction[];
  /** With `check-connection`: why the room couldn't be reached. */
  readonly failure?: NetErrorCode;
}

/**
 * Says to a guest why its request to join has ended, and what to do.
 * @param address where the room is: `10.0.0.7:5000`
 * @param platform Node's name for the operating system
 */
export function knockEndText(
  code: KnockCode,
  { room: given, host, address }: KnockedRoom & { readonly address: string },
  platform: string,
  t: Translate,
): KnockEndText {
  const [name, room] = [nameOf(host), linkName(given)];
  const again: KnockEndText['actions'] = ['ask-again', 'use-invite'];
  switch (code) {
    case 'cancelled':
      return { message: t('You canceled your request to join “{0}”.', room), actions: [] };
    case 'denied':
      return {
        message: t(
          '{0} denied your request to join “{1}”. Talk to {0}, or ask for the invite.',
          name,
          room,
        ),
        actions: ['use-invite'],
      };
    case 'wrong-code':
      return {
        message: t(
          'Your request to join “{1}” has ended: {0} typed three wrong codes. Ask again, and read the new digits out slowly.',
          name,
          room,
        ),
        actions: again,
      };
    case 'knock-timeout':
      return {
        message: t(
          'Your request to join “{1}” has ended: no one typed the code within a minute. Check that {0} is at the computer, then ask again.',
          name,
          room,
        ),
        actions: again,
      };
    case 'knocks-full':
      return {
        message: t(
          'Too many requests to join “{1}” were made, from this computer or others. Wait a few minutes, or ask {0} for the invite.',
          name,
          room,
        ),
        actions: again,
      };
    case 'room-locked':
      return {
        message: t(
          '“{1}” is locked, so no one new can join. Ask {0} to unlock it, then ask again.',
          name,
          room,
        ),
        actions: again,
      };
    case 'room-full':
    case 'line-full':
      return {
        message: t('“{1}” is full. Ask {0} to let more people in, then ask again.', name, room),
        actions: again,
      };
    case 'room-closed':
      return {
        message: t('Your request to join has ended: {0} closed “{1}”.', name, room),
        actions: ['use-invite'],
      };
    case 'host-away':
      return {
        message: t('{0}’s editor is restarting. Ask again in a moment.', name),
        actions: again,
      };
    case 'no-knocks':
      return {
        message: t('“{1}” accepts no requests to join now. Ask {0} for the invite.', name, room),
        actions: ['use-invite'],
      };
    case 'other-room':
      return {
        message: t(
          'Another room is open at {0} now, so you haven’t asked to join it. Look for “{1}” again in Join Room.',
          address,
          room,
        ),
        actions: ['use-invite'],
      };
    case 'connection-lost':
    case 'closed-at-once':
      return {
        message: t(
          'Your request to join “{1}” has ended: the connection to {0}’s computer was lost. Ask again.',
          name,
          room,
        ),
        actions: again,
      };
    case 'bad-frame':
    case 'commit-mismatch':
    case 'protocol':
      return {
        message: t(
          'The two computers couldn’t understand each other, so your request to join has ended. Update Deskmate on both, then ask again.',
        ),
        actions: ['ask-again', 'show-log'],
      };
    default: {
      const { message, actions } = inviteProblem(code, { address, room }, platform, t);
      if (!actions.includes('check-connection')) return { message, actions: again };
      return { message, actions: ['ask-again', 'check-connection', 'use-invite'], failure: code };
    }
  }
}

/** Tells a host that someone asks to join. The name and the room are only what that computer says. */
export function requestText({ name, address }: OpenKnock, t: Translate): string {
  return t('{0} ({1}) wants to join. Type the code on {0}’s screen.', nameOf(name), address);
}

/** The texts of the box in which a host types the code. */
export function codeBoxText({ name, address }: OpenKnock, t: Translate) {
  return {
    title: t('Request to Join: {0} ({1})', nameOf(name), address),
    prompt: t('Ask {0} to read out the six digits, and type them here.', nameOf(name)),
    placeholder: t('Six digits'),
  };
}

/** What was wrong with a typed code. @param triesLeft how often the host can still try */
export function wrongCodeText(
  answer: Extract<KnockReply, 'wrong' | 'malformed'>,
  triesLeft: number,
  t: Translate,
): string {
  if (answer === 'malformed') return t('A code has six digits.');
  return triesLeft === 1
    ? t('That isn’t the code. You have one more try: ask for the digits again.')
    : t('That isn’t the code. You have {0} more tries: ask for the digits again.', triesLeft);
}

/** Says to a host how someone's request to join has ended. */
export function knockResultText(
  result: KnockResult,
  { name: given }: Pick<OpenKnock, 'name'>,
  t: Translate,
): string {
  const name = nameOf(given);
  switch (result) {
    case 'accepted':
      return t('The code is right: {0} can join now.', name);
    case 'wrong-code':
      return t('{0} wasn’t let in: the code was wrong three times.', name);
    case 'denied':
      return t('You denied {0}’s request to join.', name);
    case 'knock-timeout':
      return t('{0}’s request to join timed out: no code within a minute.', name);
    case 'gone':
      return t('{0} canceled the request to join, or lost the connection.', name);
    case 'room-locked':
      return t('{0}’s request to join has ended: the room is locked.', name);
    case 'room-full':
    case 'line-full':
      return t('{0}’s request to join has ended: the room is full.', name);
    case 'room-closed':
      return t('{0}’s request to join has ended: the room is closed.', name);
    case 'no-knocks':
      return t('{0}’s request to join has ended: the room is hidden.', name);
    default:
      return t('{0}’s request to join has ended.', name);
  }
}

/** Says that a request which the host wants to answer is over. */
export function requestOverText({ name }: Pick<OpenKnock, 'name'>, t: Translate): string {
  return t('{0}’s request to join has already ended.', nameOf(name));
}

/** Says what muting does. */
export function mutedText(muted: boolean, t: Translate): string {
  return muted
    ? t(
        'Requests to join are denied without asking you, until you unmute them, close the room or reload the window. People can still join with the invite.',
      )
    : t('People on the same network can ask to join again.');
}

function nameOf(name: string): string {
  return nameInText(shortName(name, maxNameLength));
}
