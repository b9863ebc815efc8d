import type { OwnRequest, PrivateMessage } from '../../room/classroom';
import { cardTitle } from '../../strings/card-text';
import { ownRequestText, speakingNote } from '../../strings/class-text';
import { nameInText, noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import type { PanelClass, PanelLine, RequestLook } from '../../webview/class-messages';
import type { ButtonCommand } from '../../webview/from-panel';
import { readRecipient, recipientId } from '../../webview/recipient';
import type { CurrentClass } from './current-class';
import type { PrivateLines } from './private-lines';

export interface PanelClassSources {
  readonly current: CurrentClass;
  readonly lines: PrivateLines;
  /** The recipient that the message box writes to, as `recipientId` makes it. */
  readonly to: string | undefined;
  /** In ms since the Unix epoch. */
  readonly now: number;
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

/** Maximum number of private messages in the panel, the newest ones. */
const maxMessages = 100;

/** Maximum number of lines to choose from. */
const maxLines = 50;

/** What the panel shows of a class; undefined outside one. */
export function panelClass(sources: PanelClassSources, t: Translate): PanelClass | undefined {
  const { current, lines, to } = sources;
  const { room, asStudent } = current;
  if (!room) return undefined;
  const note = asStudent && speakingNote(room.rules.speaking, t);
  const students = lines.lines.slice(0, maxLines);
  const all = [
    ...students,
    ...(asStudent?.takesAnonymous
      ? students.map((student) => recipientId({ student, anonymous: true }))
      : []),
  ];
  // What the box writes to stays among them, whatever happens to its student.
  const ids = new Set([...(to === undefined || all.includes(to) ? [] : [to]), ...all]);
  const line = to === undefined ? undefined : panelLine(to, sources, t);
  return {
    ...(asStudent && request(asStudent.own, sources, t)),
    actions: asStudent ? actionsOf(asStudent.own, t) : [],
    ...(note !== undefined && { note }),
    toEveryone: !asStudent || room.rules.speaking === 'all',
    recipients: [...ids].map((id) => ({ id, label: lineLabel(id, current, t) })),
    ...(line && { line }),
    unseen: lines.unseen.map(({ student, name }) => ({
      id: student,
      label: t('Private message from {0}', nameInText(noticeText(name))),
    })),
  };
}

function request(
  own: OwnRequest,
  { current, now, language }: PanelClassSources,
  t: Translate,
): Pick<PanelClass, 'request'> {
  const helper = own.state === 'taken' ? current.nameOf(own.helper) : undefined;
  const text = ownRequestText(own, { helper, now, language }, t);
  if (text === undefined) return {};
  const look: RequestLook = own.state === 'queued' ? 'waiting' : own.state;
  const topic = own.state === 'none' ? undefined : own.question.topic;
  return { request: { text, look, ...(topic !== undefined && { topic }) } };
}

function actionsOf(own: OwnRequest, t: Translate): PanelClass['actions'] {
  const action = (command: ButtonCommand, label: string) => ({ command, label });
  const withdraw = action('withdrawRequest', t('Withdraw'));
  switch (own.state) {
    case 'none':
      return [action('imStuck', t('I’m Stuck'))];
    case 'waiting':
      return [action('pauseRequest', t('Pause')), withdraw];
    case 'paused':
      return [action('resumeRequest', t('Resume')), withdraw];
    default:
      return [withdraw];
  }
}

/** What a line is called where the user chooses whom to write to. */
function lineLabel(id: string, current: CurrentClass, t: Translate): string {
  const { anonymous, student } = readRecipient(id);
  if (anonymous) return t('Helpers – publish without my name');
  if (current.asStudent) return t('Helpers only (private)');
  return t('{0} (private)', nameInText(noticeText(lineName(student, current) ?? t('A student'))));
}

/** The name of a line's student, who may have left. */
function lineName(id: string, current: CurrentClass): string | undefined {
  const said = current.room?.privateMessages.findLast(({ author }) => author === id);
  return current.nameOf(id) ?? said?.name;
}

function panelLine(id: string, { current, language }: PanelClassSources, t: Translate): PanelLine {
  const { room } = current;
  const { anonymous, student } = readRecipient(id);
  const messages = (room?.privateMessages ?? [])
    .filter((message) => message.student === student)
    .slice(-maxMessages);
  const name = lineName(student, current);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  return {
    ...{ id, student },
    title: current.asStudent
      ? anonymous
        ? t('Only you and the helpers see this. If they publish it, your name isn’t shown.')
        : t('Private: only you and the helpers see this')
      : t(
          'Private: only {0} and the helpers see this',
          nameInText(noticeText(name ?? t('A student'))),
        ),
    messages: messages.map((message) => ({
      id: message.id,
      author: message.author,
      authorName: message.name,
      own: message.own,
      time: time.format(message.time),
      text: message.text,
      ...(message.card && { card: cardTitle(message.card, t) }),
      ...(message.queued && { queued: true }),
      ...noteOf(message, t),
      ...(room?.isHelper && message.author === student && publishing(message, t)),
    })),
  };
}

function noteOf({ anonymous, own, published }: PrivateMessage, t: Translate) {
  if (published) return { note: anonymous ? t('Published without the name') : t('Published') };
  if (!anonymous) return {};
  return {
    note: own
      ? t('If helpers publish this, your name isn’t shown.')
      : t('Asks to stay anonymous to other students'),
  };
}

/** Whether a message can be published, and what becomes public if the line doesn't show all of that. */
function publishing({ anonymous, card, published, text }: PrivateMessage, t: Translate) {
  if (published) return {};
  if (!anonymous) return { canPublish: true } as const;
  const title = t('Everyone will see this as from an anonymous student, published by you:');
  const preview = { title, text, ...(card && { card: fieldLines(card).join('\n') }) };
  return { canPublish: true, preview } as const;
}

/** All of a card that someone can read, one field a line: nothing of it may be public without having been seen. */
function fieldLines(value: object, indent = ''): string[] {
  return Object.entries(value).flatMap(([field, each]) => {
    if (field === 'hash') return [];
    if (typeof each === 'object' && each !== null) {
      return [`${indent}${field}:`, ...fieldLines(each, `${indent}  `)];
    }
    const lines = String(each).replace(/\n$/, '').split('\n');
    if (lines.length === 1) return [`${indent}${field}: ${lines[0]}`];
    return [`${indent}${field}:`, ...lines.map((line) => `${indent}  ${line}`)];
  });
}
