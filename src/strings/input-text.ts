import type { TargetProblem } from '../protocol/join-target';
import type { NameProblem } from '../protocol/names';
import { maxPins } from '../room/log/pins';
import type { MessageErrorCode } from '../room/message-error';
import type { RenameResult } from '../room/room';
import { exhaustive } from '../util/exhaustive';
import type { Translate } from './translate';

/** The largest number of clients that a lab hub accepts. */
export const maxClientCount = 500;

/** Reads a typed port to listen on; empty or 0 means any free port. Returns undefined for anything else. */
export function parseListenPort(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  return wholeNumber(trimmed, 0, 65_535);
}

/** Reads a typed number of clients. Returns undefined for anything else. */
export function parseClients(text: string): number | undefined {
  return wholeNumber(text.trim(), 1, maxClientCount);
}

/** What is wrong with a typed port; undefined when it is valid. */
export function portProblem(text: string, t: Translate): string | undefined {
  return parseListenPort(text) === undefined
    ? t('Type a number from 1 to 65535, or leave it empty for any free port.')
    : undefined;
}

/** What is wrong with a typed number of clients; undefined when it is valid. */
export function clientsProblem(text: string, t: Translate): string | undefined {
  return parseClients(text) === undefined
    ? t('Type a number from 1 to {0}.', maxClientCount)
    : undefined;
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** What is wrong with a text that should be an invite or an address, and what to do about it. */
export function targetProblemText(problem: TargetProblem, t: Translate): string {
  switch (problem) {
    case 'empty':
      return t(
        'Paste the invite the host sent you, or type the address of a lab room, for example 192.168.1.5:9000.',
      );
    case 'cut-link':
      return t('This invite is incomplete. Copy all of it, then paste it again.');
    case 'bad-link':
      return t('This invite is damaged. Ask the host to copy it again.');
    case 'newer-link':
      return t(
        'This invite was made by a newer version of Deskmate. Update Deskmate, then use the invite again.',
      );
    case 'other-link':
      return t(
        'This link isn’t an invite. Paste the invite the host sent you, or type an address like 192.168.1.5:9000.',
      );
    case 'no-address':
      return t(
        'This text contains no invite or address. Paste the invite the host sent you, or type an address like 192.168.1.5:9000.',
      );
    case 'several-addresses':
      return t('This text contains several addresses. Keep only the room’s.');
    case 'no-port':
      return t('Add a colon and the port, for example 192.168.1.5:9000.');
    case 'bad-port':
      return t('The port must be a number from 1 to 65535.');
    case 'bad-host':
      return t(
        'Type an IPv4 address, an IPv6 address in brackets like [2001:db8::5]:9000, or a host name.',
      );
    default:
      return exhaustive(problem);
  }
}

/** Why a message was not sent, and what to do about it. */
export function messageErrorText(code: MessageErrorCode, t: Translate): string {
  switch (code) {
    case 'no-room':
      return t('You aren’t in a room. Host or join one first.');
    case 'empty':
      return t('The message is empty. Write something first.');
    case 'too-long':
      return t('The message is longer than 32 KiB. Send it in parts.');
    case 'leave-word':
      return t('In a lab room, sending just “q” means leaving. Write more, or use Leave Room.');
    case 'queue-full':
      return t(
        'Too many messages are waiting because the room isn’t responding. Wait until the connection is back.',
      );
    case 'plain-text':
      return t(
        'Lab rooms carry plain text only. Replies, reactions, edits, pins and code cards work in pair and group rooms.',
      );
    case 'not-in-encoding':
      return t(
        'This room’s encoding doesn’t support some of these characters. Remove them, or use Change Encoding.',
      );
    case 'no-such-message':
      return t(
        'That message was deleted, or isn’t in the room yet. If you still see it, try again in a moment.',
      );
    case 'offline':
      return t('The room isn’t responding. Try again when the connection is back.');
    case 'not-yours':
      return t('Only the author of a message can change or delete it.');
    case 'may-not-pin':
      return t('In this room, only those who run it can pin messages.');
    case 'too-many-pins':
      return t('A room can have at most {0} pinned messages. Unpin one first.', maxPins);
    case 'too-large':
      return t('The message and its code are larger than 60 KiB. Send less at a time.');
    default:
      return exhaustive(code);
  }
}

/** Why a text can't be a name, and what to change. */
export function nameProblemText(problem: NameProblem, t: Translate): string {
  switch (problem) {
    case 'empty':
      return t('Type the name that others will see.');
    case 'too-long':
      return t('A name can have at most 32 characters. Shorten it.');
    case 'bad-character':
      return t('A name can’t contain invisible or control characters. Remove them.');
    default:
      return exhaustive(problem);
  }
}

/** Why a room did not accept a new name. */
export function renameProblemText(
  name: string,
  result: Exclude<RenameResult, { ok: true }>,
  t: Translate,
): string {
  switch (result.problem) {
    case 'name-taken':
      return result.proposal === undefined
        ? t(
            'Someone in the room is called “{0}” or has a name that looks the same. Choose another name.',
            name,
          )
        : t(
            'Someone in the room is called “{0}” or has a name that looks the same. How about “{1}”?',
            name,
            result.proposal,
          );
    case 'bad-name':
      return t('“{0}” can’t be used as a name in this room. Choose another one.', name);
    case 'offline':
      return t('The room isn’t responding. Change your name when you’re back in it.');
    default:
      return exhaustive(result.problem);
  }
}
