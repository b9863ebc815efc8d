import { isStandIn } from '../../protocol/card-rules';
import type { PrivateMessage } from '../../room/classroom';
import type { MessageEntry, SystemEntry } from '../../room/log/log-entry';
import { shortName } from '../../strings/inline-text';
import { authorText, originTexts } from '../../strings/message-text';
import { eventText } from '../../strings/room-text';
import type { Translate } from '../../strings/translate';
import { actionOf } from '../../text/action';
import { cardLines } from './card-lines';
import { dim, type Line, memberName, warning } from './colors';

/** What the lines of an entry need besides the entry. */
export interface LineContext {
  /** The number that names the message in commands; 0 for none. */
  readonly number: number;
  /** What the message replies to, while the log holds it, and its number. */
  readonly target?: { readonly message: MessageEntry; readonly number: number } | undefined;
  /** Whether it mentions the user or replies to them. */
  readonly isMention: boolean;
  /** Whether all of a long text or card is wanted. */
  readonly isWhole?: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** Lines of a text or card that are shown at first. */
const maxLines = 40;
/** The longest quote, in graphemes. */
const maxQuote = 60;

const indent = '  ';

/** A message as lines for the terminal: time, number, author and text, then its card. */
export function messageLines(message: MessageEntry, context: LineContext): readonly Line[] {
  const { number, target, isMention, language, t } = context;
  const { anonymous, time, author, own, text, card, deleted } = message;
  const named = number > 0 ? `#${number} ` : '';
  const start: Line = [dim(`${clockTime(time, language)} ${named}`)];
  const name = memberName(authorText(message, t), anonymous ? '' : author, own && !anonymous);
  const mark: Line = isMention ? [warning('@ ')] : [];
  if (deleted) return [[...start, name, ': ', dim(t('This message was deleted'))]];
  const action = actionOf(text);
  const shown = isStandIn(text, card) ? '' : (action ?? text);
  const [first = '', ...rest] = textLines(shown);
  const lines: Line[] = [
    [
      ...start,
      ...mark,
      name,
      ...(action === undefined ? [': '] : [' ']),
      first,
      ...marksOf(message, t),
    ],
    ...rest.map((line): Line => [indent, line]),
    ...(card ? cardLines(card, { number, own, language, t }) : []).map(
      (line): Line => [indent, ...line],
    ),
  ];
  return [...quoteLines(target, t), ...shortened(lines, context)];
}

/** What the room says about a message, behind its first line. */
function marksOf(message: MessageEntry, t: Translate): Line {
  const { edited, apart, delivery } = message;
  return [
    ...originTexts(message, t).map((origin) => dim(` (${origin})`)),
    ...(edited ? [dim(` (${t('edited')})`)] : []),
    ...(apart ? [warning(` (${t('Lost by the host')})`)] : []),
    ...(delivery === 'unsent' ? [warning(` (${t('Not sent: the room rejected it')})`)] : []),
  ];
}

/** A text's lines, with tabs as spaces. */
function textLines(text: string): readonly string[] {
  return text.replace(/\n$/, '').replaceAll('\t', '    ').split(/\r?\n/);
}

function quoteLines(target: LineContext['target'], t: Translate): readonly Line[] {
  if (!target) return [];
  const { message, number } = target;
  const text = message.deleted ? t('This message was deleted') : quoteOf(message.text);
  return [[dim(`${indent}> #${number} ${authorText(message, t)}: ${text}`)]];
}

/** The first line of a text that isn't blank, shortened. */
export function quoteOf(text: string): string {
  const first = textLines(text).find((line) => line.trim() !== '') ?? '';
  return shortName(first, maxQuote);
}

function shortened(lines: readonly Line[], context: LineContext): readonly Line[] {
  const { number, isWhole = false, t } = context;
  const more = lines.length - maxLines;
  if (isWhole || more <= 0) return lines;
  const command = `/show ${number}`;
  return [
    ...lines.slice(0, maxLines),
    [dim(`${indent}${t('{0} more lines: {1}', more, command)}`)],
  ];
}

/** A private message of a class. @param to the student whom a helper writes to; absent: the helpers, or the user */
export function privateLines(
  { anonymous, time, author, name, own, text, card }: PrivateMessage,
  { to, language, t }: Pick<LineContext, 'language' | 't'> & { readonly to?: string | undefined },
): readonly Line[] {
  const shown = isStandIn(text, card) ? '' : text;
  const [first = '', ...rest] = textLines(shown);
  const start: Line = [
    dim(`${clockTime(time, language)} `),
    warning(`[${t('private')}] `),
    memberName(name, author, own),
    ...(to === undefined ? [] : [' > ', to]),
  ];
  const lines: readonly Line[] = [
    [...start, ': ', first],
    ...[
      ...rest.map((line): Line => [line]),
      ...(card ? cardLines(card, { number: 0, own, language, t }) : []),
      ...(anonymous && !own ? [[dim(t('Asks to stay anonymous to other students'))]] : []),
    ].map((line): Line => [indent, ...line]),
  ];
  const more = lines.length - maxLines;
  if (more <= 0) return lines;
  return [...lines.slice(0, maxLines), [dim(`${indent}${t('and {0} more', more)}`)]];
}

/** What happened to the room as a line. */
export function eventLine(entry: SystemEntry, language: string, t: Translate): Line {
  const { text, tone } = eventText(entry.event, language, t);
  const line = `${clockTime(entry.time, language)} -- ${onOneLine(text)}`;
  return tone === 'warning' ? [warning(line)] : [dim(line)];
}

/** A notice of this terminal: an answer to a command, or why it failed. */
export function noticeLines(text: string): readonly Line[] {
  return text.split('\n').map((line): Line => [dim('-- '), withoutIsolates(line)]);
}

/** The line above what is new. */
export function unreadLine(t: Translate): Line {
  return [warning(`--- ${t('new messages')} ---`)];
}

/** The line above the first message of a day. */
export function dayLine(time: number, language: string): Line {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(time);
  return [dim(`--- ${day} ---`)];
}

/** The day of a time on this computer's clock, to compare. */
export function dayOf(time: number): string {
  return new Date(time).toDateString();
}

function onOneLine(text: string): string {
  const lines = withoutIsolates(text)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

/** Our sentences isolate names in scripts from right to left, which terminals don't need. */
function withoutIsolates(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '');
}

function clockTime(time: number, language: string): string {
  return timeFormat(language).format(time);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function timeFormat(language: string): Intl.DateTimeFormat {
  const known = formats.get(language);
  if (known) return known;
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat(language, options);
  formats.set(language, made);
  return made;
}
