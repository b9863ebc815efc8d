import type { QueueOrder, Speaking } from '../protocol/class-frames';
import type { RefusalCode } from '../protocol/net-error';
import type { OpenRequest, OwnRequest } from '../room/classroom';
import { nameInText, noticeText, shortName } from './inline-text';
import { locationLabel } from './location-text';
import type { Translate } from './translate';

/** Who reads why something was refused. */
export interface RefusalReader {
  readonly isHelper: boolean;
}

type Sentence = (t: Translate, reader: RefusalReader) => string;

/** A code that no request of a class is refused with. */
const never = undefined;

/** Why a request of a class was refused, and what to do, for every code that a hub may send. `offline`: no answer came. */
const refusals: Readonly<Record<RefusalCode | 'offline', Sentence | undefined>> = {
  'not-a-helper': (t) => t('Only helpers can do this. Ask the host to make you a helper.'),
  'only-helpers': (t) =>
    t('Only helpers can write to everyone now. Write to the helpers, or use I’m Stuck.'),
  'questions-first': (t) =>
    t('What students write goes to the helpers first now. Choose the helpers as recipients.'),
  'queue-closed': (t) => t('The queue is closed. Ask again when a helper has opened it.'),
  'queue-full': (t) =>
    t('Too many requests are open right now. Try again in a few minutes, or write to the helpers.'),
  'request-open': (t) =>
    t('You already have an open request. Withdraw it before you ask something else.'),
  'request-ended': (t) => t('This request has ended. If you still need help, ask again.'),
  'request-paused': (t) => t('The student has paused this request. Take another one.'),
  'request-taken': (t, { isHelper }) =>
    isHelper
      ? t('Another helper has taken this request. Take another one.')
      : t('A helper is already coming. Withdraw the request if you no longer need help.'),
  'not-taken': (t) => t('No one has taken this request yet. Take it first.'),
  'no-such-request': (t, { isHelper }) =>
    isHelper
      ? t('This request has ended: it was withdrawn or answered. Take another one.')
      : t('You have no open request. Use I’m Stuck to ask for help.'),
  'too-early': (t) =>
    t('You were helped a short while ago. The chat shows when you can ask again.'),
  'too-large': (t) => t('The request is too large. Select less code, or write less.'),
  'text-too-long': (t) => t('The text is too long. Send it in parts.'),
  'too-many': (t) => t('That was too often. Wait a moment, then try again.'),
  'unknown-type': (t) =>
    t('The host’s version of Deskmate doesn’t support this. Ask the host to update Deskmate.'),
  'no-such-message': (t) => t('The host no longer has this message, so it can’t be published.'),
  offline: (t) =>
    t(
      'The room didn’t answer, so this may not have happened. Check it when the connection is back.',
    ),
  'bad-frame': never,
  'no-such-file': never,
  'not-yours': never,
  deleted: never,
  'may-not-pin': never,
  'too-many-pins': never,
  'name-taken': never,
  'bad-name': never,
  'too-soon': never,
  'not-here': never,
};

/** Why something was refused in a class, and what to do, in one sentence. @param code also one of a newer version */
export function classRefusalText(code: string, reader: RefusalReader, t: Translate): string {
  const sentence = Object.hasOwn(refusals, code) ? refusals[code as RefusalCode] : undefined;
  return sentence
    ? sentence(t, reader)
    : t('The host refused this ({0}). Update Deskmate, then try again.', noticeText(code));
}

/** A user's own request, or how long until the next, in a few words; undefined when there is nothing to say. */
export function ownRequestText(
  own: OwnRequest,
  {
    helper,
    now,
    language,
  }: {
    /** The name of the helper who comes. */
    readonly helper: string | undefined;
    /** In ms since the Unix epoch. */
    readonly now: number;
    /** BCP 47 tag of the display language. */
    readonly language: string;
  },
  t: Translate,
): string | undefined {
  switch (own.state) {
    case 'none':
      return own.mayAsk !== undefined && own.mayAsk > now
        ? t('You can ask again at {0}', timeText(own.mayAsk, language))
        : undefined;
    case 'queued':
      return t('Your request goes out when the connection is back');
    case 'waiting':
      return own.before === 0 ? t('You’re next') : t('{0} before you', own.before);
    case 'paused':
      return own.before === 0
        ? t('Paused · you’d be next')
        : t('Paused · {0} before you', own.before);
    case 'taken':
      return helper === undefined
        ? t('A helper is coming')
        : t('{0} is coming', nameInText(shortName(helper, 40)));
  }
}

/** A time of day, in the display language. */
function timeText(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(time);
}

/** How long something has lasted, in minutes and hours. @param ms negative counts as 0 */
export function durationText(ms: number, t: Translate): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t('less than 1 min');
  if (minutes < 60) return t('{0} min', minutes);
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, rest);
}

/** The longest topic in a row of the queue, in graphemes; the tooltip has all of it. */
const maxRowTopic = 80;

/** A request as a row of the queue. */
export function requestRow(
  { name, topic, place, card, asked, helped, state }: OpenRequest,
  now: number,
  t: Translate,
): { readonly label: string; readonly description: string } {
  const at = place ?? (card && { path: card.path, line: card.line });
  const parts = [
    ...(state === 'paused' ? [t('paused')] : []),
    ...(at ? [locationLabel(at)] : []),
    durationText(now - asked, t),
    helped === undefined ? t('not helped yet') : t('helped {0} ago', durationText(now - helped, t)),
  ];
  return {
    label: t('{0}: {1}', nameInText(noticeText(name)), shortName(topic, maxRowTopic)),
    description: parts.join(' · '),
  };
}

/** How many requests wait, for a badge. */
export function waitingText(count: number, t: Translate): string {
  return count === 1
    ? t('1 request for help is waiting')
    : t('{0} requests for help are waiting', count);
}

/** The notification about new requests. @param count how many came; `last` is the latest of them */
export function newRequestsText(
  count: number,
  last: Pick<OpenRequest, 'name' | 'topic'>,
  t: Translate,
): string {
  const name = nameInText(noticeText(last.name));
  const topic = noticeText(last.topic);
  return count === 1
    ? t('{0} asks for help: {1}', name, topic)
    : t('{0} new requests for help, the latest from {1}: {2}', count, name, topic);
}

/** A choice of the host: what it is called, and what it does. */
export interface ClassChoice {
  readonly label: string;
  readonly detail: string;
}

const orders: Readonly<Record<QueueOrder, (t: Translate) => ClassChoice>> = {
  newcomers: (t) => ({
    label: t('Least Recently Helped First'),
    detail: t('Those who haven’t been helped yet come first, then those helped longest ago.'),
  }),
  time: (t) => ({
    label: t('Longest Waiting First'),
    detail: t('Everyone comes in the order in which they asked.'),
  }),
};

/** An order of the queue, for people. */
export function orderText(order: QueueOrder, t: Translate): ClassChoice {
  return orders[order](t);
}

const modes: Readonly<Record<Speaking, (t: Translate) => ClassChoice>> = {
  all: (t) => ({
    label: t('Everyone'),
    detail: t('Everyone can write to everyone.'),
  }),
  helpers: (t) => ({
    label: t('Only Helpers'),
    detail: t('For a lecture. Students can write to the helpers, and ask for help.'),
  }),
  questions: (t) => ({
    label: t('Questions First'),
    detail: t('What students write goes to the helpers, who can publish it.'),
  }),
};

/** Who may write to everyone, for people. */
export function speakingText(speaking: Speaking, t: Translate): ClassChoice {
  return modes[speaking](t);
}

/** What a student needs to know about who may write to everyone; undefined when everyone may. */
export function speakingNote(speaking: Speaking, t: Translate): string | undefined {
  switch (speaking) {
    case 'all':
      return undefined;
    case 'helpers':
      return t(
        'Only helpers write to everyone now. You can write to the helpers, or ask for help.',
      );
    case 'questions':
      return t('What you write goes to the helpers first. They can publish it for everyone.');
  }
}

/** The longest cooldown that a host types, in minutes, is `max`. Undefined for a text that is no such number. */
export function parseCooldown(text: string, max: number): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (!/^\d{1,4}$/.test(trimmed)) return undefined;
  const minutes = Number(trimmed);
  return minutes <= max ? minutes : undefined;
}
