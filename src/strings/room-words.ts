import type { RoomEvent } from '../room/log/log-entry';
import { exhaustive } from '../util/exhaustive';
import { nameInText } from './names';
import { placeWords } from './places';
import type { Translate } from './translate';

/** A system line: `warning` asks for attention. */
export interface EventWords {
  readonly text: string;
  readonly tone: 'quiet' | 'warning';
}

/** Words what happened to the room. `language` is a BCP 47 tag, for the digits of numbers. */
export function eventWords(event: RoomEvent, language: string, t: Translate): EventWords {
  switch (event.type) {
    case 'opened':
      return quiet(openedWords(placeWords(event.address, event.port, t), event.again === true, t));
    case 'connected':
      return quiet(t('Connected to {0}.', placeWords(event.address, event.port, t)));
    case 'empty':
      return warning(
        t(
          '{0}: its hub keeps sending empty messages (×{1}). Its connection to the hub broke. You can go on talking.',
          nameInText(event.name),
          event.count.toLocaleString(language),
        ),
      );
    case 'gap':
      return warning(gapWords(event.count, language, t));
    case 'took-back':
      return warning(tookBackWords(event, language, t));
    case 'damaged':
      return warning(damagedWords(event.from, event.to, t));
    case 'refused':
      return warning(refusedWords(event.code, t));
    case 'grown':
      return quiet(t('The room is a group now: more people can come in by its invite.'));
    case 'not-kept':
      return warning(
        t(
          'The host goes on without saving, for its disk is full or fails: what is said from here on may be lost.',
        ),
      );
    case 'kept-again':
      return quiet(t('The host saves messages again, also those from meanwhile.'));
    case 'away':
      return quiet(t('The connection broke. What you write is kept, and sent when it is back.'));
    case 'back':
      return quiet(t('Connected again. What you missed stands above.'));
    case 'closed':
      return closedWords(event.why, t);
    case 'restored':
      return quiet(t('The window was reloaded. Everything above is from before.'));
    default:
      return personWords(event, t);
  }
}

type PersonEvent = Extract<RoomEvent, { readonly name: string }>;

function personWords(event: Exclude<PersonEvent, { type: 'empty' }>, t: Translate): EventWords {
  const name = nameInText(event.name);
  switch (event.type) {
    case 'joined':
      return quiet(event.self ? t('You joined.') : t('{0} joined.', name));
    case 'let-in':
      return quiet(
        event.self
          ? t('You were let in from the waiting line.')
          : t('{0} was let in from the waiting line.', name),
      );
    case 'knocked':
      return warning(knockedWords(event.name, t));
    case 'left':
      return quiet(event.self ? t('You left.') : t('{0} left.', name));
    case 'vanished':
      return quiet(t('{0} is gone: the connection broke.', name));
    case 'too-slow':
      return quiet(t('{0} was disconnected: it did not read fast enough.', name));
    case 'renamed':
      return quiet(
        event.self
          ? t('You are called {0} now.', name)
          : t('{0} is called {1} now.', nameInText(event.before), name),
      );
    case 'removed':
      return event.self
        ? warning(removedSelfWords(event.reason, t))
        : quiet(removedWords(name, event.reason, t));
    case 'named':
      return quiet(
        t(
          'The name “{0}” could not be had in this room, so you are called “{1}”.',
          nameInText(event.wished),
          name,
        ),
      );
    default:
      return exhaustive(event);
  }
}

/** That somebody could not come into a full pair. */
export function knockedWords(name: string, t: Translate): string {
  return t('{0} wants to come in, but this pair is full.', nameInText(name));
}

function openedWords(place: string, again: boolean, t: Translate): string {
  return again ? t('The room is open again on {0}.', place) : t('Room opened on {0}.', place);
}

function damagedWords(from: number, to: number, t: Translate): string {
  return from === to
    ? t('Line {0} of this chat is damaged on this computer’s disk and can’t be read.', `${from}`)
    : t(
        'Lines {0}–{1} of this chat are damaged on this computer’s disk and can’t be read.',
        `${from}`,
        `${to}`,
      );
}

function gapWords(count: number, language: string, t: Translate): string {
  return count === 1
    ? t(
        'One line is missing here: it is from while you were away, and the host no longer keeps it.',
      )
    : t(
        '{0} lines are missing here: they are from while you were away, and the host no longer keeps them.',
        count.toLocaleString(language),
      );
}

function tookBackWords(
  { lost, again }: Extract<RoomEvent, { type: 'took-back' }>,
  language: string,
  t: Translate,
): string {
  const count = lost.toLocaleString(language);
  if (lost === 0) return t('What happened last was lost with the host’s disk, and is undone here.');
  if (lost === 1) {
    return again === 1
      ? t('Your last message was lost with the host’s disk; it was sent again.')
      : t('A message was lost with the host’s disk; it stays here, marked.');
  }
  if (again === lost)
    return t(
      '{0} messages were lost with the host’s disk; all are yours, and were sent again.',
      count,
    );
  return again === 0
    ? t('{0} messages were lost with the host’s disk; they stay here, marked.', count)
    : t('{0} messages were lost with the host’s disk; yours were sent again.', count);
}

/** `code`: as docs/PROTOCOL.md lists them; new ones may come. */
function refusedWords(code: string, t: Translate): string {
  switch (code) {
    case 'text-too-long':
      return t('The host did not take your message: it is too long. Send it in parts.');
    case 'too-large':
      return t('The host did not take your message: it is too large. Send less code at a time.');
    case 'too-many':
      return t('That message has as many different reactions as it can have. Choose one of those.');
    case 'no-such-message':
    case 'deleted':
      return t('The message you meant is gone: the host no longer has it.');
    case 'not-yours':
      return t('Only the author of a message can change it.');
    default:
      return t('The host did not take what you sent ({0}). Send it again.', code);
  }
}

function removedSelfWords(reason: string, t: Translate): string {
  return reason === ''
    ? t('The host removed you from the room.')
    : t('The host removed you from the room: {0}', nameInText(reason));
}

function removedWords(name: string, reason: string, t: Translate): string {
  return reason === ''
    ? t('{0} was removed from the room.', name)
    : t('{0} was removed from the room: {1}', name, nameInText(reason));
}

function closedWords(why: 'left' | 'own' | 'host' | 'lost', t: Translate): EventWords {
  switch (why) {
    case 'left':
      return quiet(t('You left the room.'));
    case 'own':
      return quiet(t('The room is closed.'));
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
