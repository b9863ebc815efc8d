import type { ClosedWhy, RoomEvent } from '../room/log/log-entry';
import { exhaustive } from '../util/exhaustive';
import { addressText } from './addresses';
import { fileUnsentText } from './file-text';
import { nameInText } from './inline-text';
import { messageErrorText } from './input-text';
import { applicantText } from './roster-text';
import type { Translate } from './translate';

/** A system line; the tone `warning` asks for attention. */
export interface EventText {
  readonly text: string;
  readonly tone: 'quiet' | 'warning';
}

/** Describes what happened to the room. `language` is a BCP 47 tag, for formatting numbers. */
export function eventText(event: RoomEvent, language: string, t: Translate): EventText {
  switch (event.type) {
    case 'opened':
      return quiet(openedText(addressText(event, t), event.again === true, t));
    case 'connected':
      return quiet(t('Connected to {0}.', addressText(event, t)));
    case 'empty':
      return warning(
        t(
          '{0}: the hub keeps sending empty messages (×{1}) because this client’s connection was lost. You can keep chatting.',
          nameInText(event.name),
          event.count.toLocaleString(language),
        ),
      );
    case 'gap':
      return warning(gapText(event.count, language, t));
    case 'took-back':
      return warning(tookBackText(event, language, t));
    case 'damaged':
      return warning(damagedText(event.from, event.to, t));
    case 'refused':
      return warning(refusedText(event.code, t));
    case 'grown':
      return quiet(t('The room is now a group: more people can join with its invite.'));
    case 'not-kept':
      return warning(
        t(
          'The host’s disk is full or failing, and the host continues without saving. Messages from here on may be lost.',
        ),
      );
    case 'kept-again':
      return quiet(t('The host is saving messages again, including those from the meantime.'));
    case 'weather':
      return quiet(weatherToldText(event, t));
    case 'away':
      return quiet(t('The connection was lost. What you write is kept and sent when it’s back.'));
    case 'back':
      return quiet(t('Reconnected. Anything you missed is above.'));
    case 'closed':
      return closedText(event.why, t);
    case 'file-unsent':
      return warning(fileUnsentText(event.name, t));
    case 'restored':
      return quiet(t('The window was reloaded. Everything above is from before the reload.'));
    default:
      return personText(event, t);
  }
}

function weatherToldText(
  { name, text }: Extract<RoomEvent, { type: 'weather' }>,
  t: Translate,
): string {
  return name === undefined ? text : t('Message to {0}: {1}', nameInText(name), text);
}

type PersonEvent = Extract<RoomEvent, { readonly name: string }>;

function personText(
  event: Exclude<PersonEvent, { type: 'empty' | 'file-unsent' }>,
  t: Translate,
): EventText {
  const name = nameInText(event.name);
  switch (event.type) {
    case 'joined':
      return quiet(event.self ? t('You joined.') : t('{0} joined.', name));
    case 'founded':
      return quiet(event.self ? t('You opened the room.') : t('{0} opened the room.', name));
    case 'let-in':
      return quiet(
        event.self
          ? t('You were let in from the waiting line.')
          : t('{0} was let in from the waiting line.', name),
      );
    case 'turned-away':
      return warning(turnedAwayText(event.name, t));
    case 'applied':
      return warning(applicantText(event.name, event.why, t));
    case 'left':
      return quiet(event.self ? t('You left.') : t('{0} left.', name));
    case 'vanished':
      return quiet(t('{0} left: the connection was lost.', name));
    case 'too-slow':
      return quiet(t('{0} was disconnected: it couldn’t keep up.', name));
    case 'renamed':
      return quiet(
        event.self
          ? t('You’re now called {0}.', name)
          : t('{0} is now called {1}.', nameInText(event.before), name),
      );
    case 'continued':
      return quiet(continuedText(event, name, t));
    case 'took-over':
      return quiet(event.self ? t('You host the room now.') : t('{0} hosts the room now.', name));
    case 'removed':
      return event.self ? warning(removedSelfText(event, t)) : quiet(removedText(name, event, t));
    case 'rekeyed':
      return quiet(
        event.self
          ? t('You changed the room’s keys. Earlier invites no longer work.')
          : t('{0} changed the room’s keys. Earlier invites no longer work.', name),
      );
    case 'named':
      return quiet(
        t(
          'The name “{0}” is taken in this room, so you’re called “{1}” here.',
          nameInText(event.wished),
          name,
        ),
      );
    default:
      return exhaustive(event);
  }
}

function continuedText(
  { host, self }: Extract<RoomEvent, { type: 'continued' }>,
  name: string,
  t: Translate,
): string {
  if (host === undefined) {
    return self
      ? t('You continued the chat in this new room.')
      : t('{0} continued the chat in this new room.', name);
  }
  const without = nameInText(host);
  return self
    ? t('You continued the chat in this new room, without {0}.', without)
    : t('{0} continued the chat in this new room, without {1}.', name, without);
}

/** Says that someone could not join a full pair. */
export function turnedAwayText(name: string, t: Translate): string {
  return t('{0} wants to join, but this pair is full.', nameInText(name));
}

function openedText(place: string, again: boolean, t: Translate): string {
  return again ? t('The room is open again on {0}.', place) : t('Room opened on {0}.', place);
}

function damagedText(from: number, to: number, t: Translate): string {
  return from === to
    ? t('Line {0} of this chat is damaged on this computer’s disk and can’t be read.', `${from}`)
    : t(
        'Lines {0}–{1} of this chat are damaged on this computer’s disk and can’t be read.',
        `${from}`,
        `${to}`,
      );
}

function gapText(count: number, language: string, t: Translate): string {
  return count === 1
    ? t('One line from while you were away is missing here: the room no longer has it.')
    : t(
        '{0} lines from while you were away are missing here: the room no longer has them.',
        count.toLocaleString(language),
      );
}

function tookBackText(
  { lost, again }: Extract<RoomEvent, { type: 'took-back' }>,
  language: string,
  t: Translate,
): string {
  const count = lost.toLocaleString(language);
  if (lost === 0) return t('The host’s disk lost the latest changes, so they’re undone here too.');
  if (lost === 1) {
    return again === 1
      ? t('The host’s disk lost your last message. It was sent again.')
      : t('The host’s disk lost a message. It stays here, marked.');
  }
  if (again === lost)
    return t('The host’s disk lost {0} messages. All are yours and were sent again.', count);
  return again === 0
    ? t('The host’s disk lost {0} messages. They stay here, marked.', count)
    : t('The host’s disk lost {0} messages. Yours were sent again.', count);
}

/** Describes an error that the host reported. `code` is one from docs/PROTOCOL.md, or a newer one. */
function refusedText(code: string, t: Translate): string {
  switch (code) {
    case 'text-too-long':
      return t('The room rejected your message because it’s too long. Send it in parts.');
    case 'too-large':
      return t('The room rejected your message because it’s too large. Send less code at a time.');
    case 'no-such-file':
      return t('The file of your message isn’t in the room any more. Send the file again.');
    case 'too-many':
      return t(
        'That message already has the maximum number of different reactions. Choose one of those.',
      );
    case 'no-such-message':
    case 'deleted':
      return t('That message no longer exists in the room.');
    case 'not-yours':
      return t('Only the author of a message can change or delete it.');
    case 'only-helpers':
      return t('Only helpers can write to everyone now. Write to the helpers in private instead.');
    case 'questions-first':
      return t('Messages go to the helpers first now. Send yours again.');
    case 'not-a-helper':
      return t('Only helpers can do that.');
    case 'may-not-pin':
    case 'too-many-pins':
      return messageErrorText(code, t);
    default:
      return t('The room rejected what you sent ({0}). Send it again.', code);
  }
}

type Removed = Extract<RoomEvent, { type: 'removed' }>;

function removedSelfText({ by, reason }: Removed, t: Translate): string {
  const why = nameInText(reason);
  if (by) {
    const who = nameInText(by.name);
    return reason === ''
      ? t('{0} removed you from the room.', who)
      : t('{0} removed you from the room: {1}', who, why);
  }
  return reason === ''
    ? t('You were removed from the room.')
    : t('You were removed from the room: {0}', why);
}

function removedText(name: string, { by, reason }: Removed, t: Translate): string {
  const why = nameInText(reason);
  if (by?.self) {
    return reason === ''
      ? t('You removed {0} from the room.', name)
      : t('You removed {0} from the room: {1}', name, why);
  }
  if (by) {
    const who = nameInText(by.name);
    return reason === ''
      ? t('{0} removed {1} from the room.', who, name)
      : t('{0} removed {1} from the room: {2}', who, name, why);
  }
  return reason === ''
    ? t('{0} was removed from the room.', name)
    : t('{0} was removed from the room: {1}', name, why);
}

function closedText(why: ClosedWhy, t: Translate): EventText {
  switch (why) {
    case 'left':
      return quiet(t('You left the room.'));
    case 'own':
      return quiet(t('The room is closed.'));
    case 'host':
      return quiet(t('The host closed the room.'));
    case 'gone':
      return warning(t('The server doesn’t have the room any more.'));
    case 'lost':
      return warning(t('The connection was lost.'));
    default:
      return exhaustive(why);
  }
}

function quiet(text: string): EventText {
  return { text, tone: 'quiet' };
}

function warning(text: string): EventText {
  return { text, tone: 'warning' };
}
