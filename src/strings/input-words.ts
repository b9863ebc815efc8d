import type { TargetProblem } from '../protocol/join-target';
import type { NameProblem } from '../protocol/names';
import type { RenameResult } from '../room/room';
import type { SayErrorCode } from '../room/say-error';
import { exhaustive } from '../util/exhaustive';
import type { Translate } from './translate';

/** What is wrong with a text that should be an invite or an address, and what to do. */
export function targetProblemWords(problem: TargetProblem, t: Translate): string {
  switch (problem) {
    case 'empty':
      return t(
        'Paste the invite the host sent you, or type the address of a lab room, for example 192.168.1.5:9000.',
      );
    case 'cut-link':
      return t('This invite is not complete. Copy all of it, and paste it again.');
    case 'bad-link':
      return t('This invite was changed on its way. Ask the host to copy it again.');
    case 'newer-link':
      return t('This invite was made by a newer Deskmate. Update yours, then use it again.');
    case 'other-link':
      return t(
        'This link is not an invite. Paste the invite the host sent you, or type an address like 192.168.1.5:9000.',
      );
    case 'no-address':
      return t(
        'There is no invite and no address in this. Paste the invite the host sent you, or type an address like 192.168.1.5:9000.',
      );
    case 'several-addresses':
      return t('There are several addresses in this. Leave only the one of the room.');
    case 'no-port':
      return t('Add a colon and the port, for example 192.168.1.5:9000.');
    case 'bad-port':
      return t('The port is a number from 1 to 65535.');
    case 'bad-host':
      return t(
        'Write an IPv4 address, an IPv6 address in brackets like [2001:db8::5]:9000, or a host name.',
      );
    default:
      return exhaustive(problem);
  }
}

/** Why a message was not sent, and what to do. */
export function sayProblemWords(code: SayErrorCode, t: Translate): string {
  switch (code) {
    case 'no-room':
      return t('You are not in a room. Host or join one first.');
    case 'empty':
      return t('The message is empty. Write something first.');
    case 'too-long':
      return t('The message is longer than 32 KiB. Send it in parts.');
    case 'leave-word':
      return t(
        'In a lab room a message that is only “q” means leaving. Write more, or use Leave Room.',
      );
    case 'queue-full':
      return t(
        'Too many messages wait for a host that does not answer. Wait until the connection is back.',
      );
    case 'plain-text':
      return t(
        'A lab room carries plain text only. Replies, reactions, edits and code cards work in rooms by invite.',
      );
    case 'not-in-encoding':
      return t(
        'The encoding of this room lacks some of these characters. Write without them, or use Change Encoding.',
      );
    case 'no-such-message':
      return t(
        'That message is gone, or the host does not have it yet. If you still see it, try again in a moment.',
      );
    case 'offline':
      return t('The room does not answer now. Try again once the connection is back.');
    case 'not-yours':
      return t('Only the author of a message can change it.');
    case 'too-large':
      return t('The message and its code are larger than 60 KiB. Send less at a time.');
    default:
      return exhaustive(code);
  }
}

/** Why a text cannot be a name, and what can. */
export function nameProblemWords(problem: NameProblem, t: Translate): string {
  switch (problem) {
    case 'empty':
      return t('Type the name that the others see.');
    case 'too-long':
      return t('A name has at most 32 characters. Shorten it.');
    case 'bad-character':
      return t('A name has no invisible or control characters. Take them out.');
    default:
      return exhaustive(problem);
  }
}

/** Why a name was not taken over in a room. */
export function renameProblemWords(
  name: string,
  answer: Exclude<RenameResult, { ok: true }>,
  t: Translate,
): string {
  switch (answer.problem) {
    case 'name-taken':
      return answer.proposal === undefined
        ? t('Somebody in the room is called “{0}”, or looks so. Choose another name.', name)
        : t(
            'Somebody in the room is called “{0}”, or looks so. How about “{1}”?',
            name,
            answer.proposal,
          );
    case 'bad-name':
      return t('“{0}” cannot be a name in this room. Choose another one.', name);
    case 'offline':
      return t('The room does not answer now. Change the name once you are back in it.');
    default:
      return exhaustive(answer.problem);
  }
}
