import { cardStandIn, isStandIn } from '../../protocol/card-rules';
import type { PrivateMessage } from '../../room/classroom';
import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { authorText, originTexts } from '../../strings/message-text';
import { eventText } from '../../strings/room-text';
import type { Translate } from '../../strings/translate';
import { safeLine } from '../safe-text';

/** The language of the lines. */
export interface LineLanguage {
  readonly t: Translate;
  /** BCP 47 tag. */
  readonly language: string;
}

/**
 * An entry as one line for people and for tools such as grep and cut: time, name and text, separated by tabs. An event
 * has an empty name, which no member has. Undefined if there is nothing to tell.
 * @param before the entry when it was written last; only some changes are worth a line
 */
export function plainLine(
  entry: LogEntry,
  before: LogEntry | undefined,
  { t, language }: LineLanguage,
): string | undefined {
  const line = (name: string, text: string) =>
    `${localTime(entry.time)}\t${safeLine(name)}\t${oneLine(text)}`;
  if (entry.kind === 'system') {
    // Only a count changes, that of a hub's empty messages.
    return before ? undefined : line('', eventText(entry.event, language, t).text);
  }
  // Others don't have it yet. Once they do, it is where they see it.
  if (entry.delivery === 'queued') return undefined;
  const known = before?.kind === 'message' && before.delivery !== 'queued' ? before : undefined;
  const text = known ? newsOf(entry, known, t) : fullText(entry, t);
  return text === undefined ? undefined : line(authorText(entry, t), text);
}

/** A private message of a class: without a name, so that no message to all looks like it. */
export function plainPrivateLine(
  { anonymous, time, name, own, text, card }: PrivateMessage,
  { t }: LineLanguage,
): string {
  const about = card && !isStandIn(text, card) ? ` [${cardStandIn(card)}]` : '';
  const wish = anonymous && !own ? ` (${t('Asks to stay anonymous to other students')})` : '';
  const words = t('Private message from {0}: {1}', name, `${text}${about}${wish}`);
  return `${localTime(time)}\t\t${oneLine(words)}`;
}

function fullText(entry: MessageEntry, t: Translate): string {
  if (entry.deleted) return t('This message was deleted');
  const { card, text } = entry;
  const marks = [
    ...originTexts(entry, t),
    ...(entry.edited ? [t('edited')] : []),
    ...(entry.delivery === 'unsent' ? [t('not sent')] : []),
    ...(entry.apart ? [t('lost by the host')] : []),
  ];
  const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  const about = card && !isStandIn(text, card) ? ` [${cardStandIn(card)}]` : '';
  return `${text}${about}${marked}`;
}

/** What has changed since the message was written: its text, or whether others have it. */
function newsOf(entry: MessageEntry, before: MessageEntry, t: Translate): string | undefined {
  const isSame =
    entry.text === before.text &&
    entry.deleted === before.deleted &&
    entry.apart === before.apart &&
    (entry.delivery === 'unsent') === (before.delivery === 'unsent');
  if (isSame) return undefined;
  // The rest of a lab message that has arrived in pieces.
  if (!entry.edited && !entry.deleted && entry.text.startsWith(before.text)) {
    const rest = entry.text.slice(before.text.length);
    if (rest.trim() !== '') return rest;
  }
  return fullText(entry, t);
}

/** Safe, and on one line. Sentences have isolates around right-to-left names, which terminals show as they like. */
function oneLine(text: string): string {
  return safeLine(text.replace(/[\u2068\u2069]/g, ''));
}

/** Time on this computer's clock as RFC 3339 has it: `2026-03-04T20:00:05+08:00`. */
function localTime(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '-';
  const minutes = -date.getTimezoneOffset();
  const local = new Date(time + minutes * 60_000);
  if (Number.isNaN(local.getTime())) return '-';
  const [seconds = ''] = local.toISOString().split('.');
  const sign = minutes < 0 ? '-' : '+';
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0');
  return `${seconds}${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
