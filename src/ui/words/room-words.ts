import type { SystemEntry } from '../../room/log-entry';
import { exhaustive } from './exhaustive';
import { placeWords } from './places';
import type { Translate } from './translate';

/** A system line: `warning` asks for attention. */
export interface EventWords {
  readonly text: string;
  readonly tone: 'quiet' | 'warning';
}

/** Words what happened to the room. `language` is a BCP 47 tag, for the digits of numbers. */
export function eventWords(
  { event, seq }: SystemEntry,
  language: string,
  t: Translate,
): EventWords {
  switch (event.type) {
    case 'opened':
      return quiet(t('Room opened on {0}.', placeWords(event.address, event.port, t)));
    case 'connected':
      return quiet(t('Connected to {0}.', placeWords(event.address, event.port, t)));
    case 'joined':
      return quiet(event.self ? t('You joined.') : t('{0} joined.', event.name));
    case 'let-in':
      return quiet(
        event.self
          ? t('You were let in from the waiting line.')
          : t('{0} was let in from the waiting line.', event.name),
      );
    case 'left':
      return quiet(event.self ? t('You left.') : t('{0} left.', event.name));
    case 'vanished':
      return quiet(t('{0} is gone: the connection broke.', event.name));
    case 'too-slow':
      return quiet(t('{0} was disconnected: it did not read fast enough.', event.name));
    case 'empty':
      return warning(
        t(
          '{0}: its hub keeps sending empty messages (×{1}). Its connection to the hub broke. You can go on talking.',
          event.name,
          event.count.toLocaleString(language),
        ),
      );
    case 'closed':
      return closedWords(event.why, seq !== undefined, t);
    case 'restored':
      return quiet(t('The window was reloaded. Everything above is from before.'));
    default:
      return exhaustive(event);
  }
}

/** Only a hosted room has numbered entries; its host does not leave, the room closes. */
function closedWords(why: 'left' | 'host' | 'lost', hosted: boolean, t: Translate): EventWords {
  switch (why) {
    case 'left':
      return quiet(hosted ? t('The room is closed.') : t('You left the room.'));
    case 'host':
      return quiet(t('The host closed the room.'));
    case 'lost':
      return warning(t('The connection was lost.'));
    default:
      return exhaustive(why);
  }
}

function quiet(text: string): EventWords {
  return { text, tone: 'quiet' };
}

function warning(text: string): EventWords {
  return { text, tone: 'warning' };
}
