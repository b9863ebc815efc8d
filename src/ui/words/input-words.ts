import type { EndpointProblem } from '../../room/endpoint';
import type { SayErrorCode } from '../../room/say-error';
import { exhaustive } from './exhaustive';
import type { Translate } from './translate';

/** What is wrong with a typed address of a room, and how to write it. */
export function endpointProblemWords(problem: EndpointProblem, t: Translate): string {
  switch (problem) {
    case 'empty':
      return t('Type the address and port of the room, for example 192.168.1.5:9000.');
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
    default:
      return exhaustive(code);
  }
}
