import { MessageError } from '../../room/message-error';
import { nameList } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import { closestName } from '../../util/closest-name';
import { change, decide, helper, queue, serve, stuck, tell } from './class-commands';
import { reviewPatch, save, sendFile } from './file-commands';
import { lock, remove, resetInvite } from './moderation-commands';
import { invite, nick, who } from './room-commands';
import { LineCommandError, type Talk } from './talk';

/** What can be typed after `/`. */
type LineCommandName =
  | 'who'
  | 'invite'
  | 'leave'
  | 'reply'
  | 'edit'
  | 'delete'
  | 'show'
  | 'paste'
  | 'file'
  | 'save'
  | 'patch'
  | 'nick'
  | 'help'
  | ModerationCommandName
  | ClassCommandName;

/** Those for who decides about the members of a room. */
type ModerationCommandName = 'lock' | 'unlock' | 'remove' | 'reset';

/** Those that only a class has. */
type ClassCommandName =
  | 'stuck'
  | 'pause'
  | 'resume'
  | 'withdraw'
  | 'private'
  | 'queue'
  | 'take'
  | 'done'
  | 'back'
  | 'helper'
  | 'admit'
  | 'turn-away';

interface LineCommand {
  /** What follows the name, as the help shows it: capitals for what users fill in, brackets for what can be left out. */
  readonly usage: string;
  summary(t: Translate, isHost: boolean): string;
  /**
   * Runs it.
   * @param args the words that `usage` names; the last one is all the rest
   * @throws {LineCommandError | MessageError}
   */
  run(talk: Talk, ...args: readonly string[]): void | Promise<void>;
}

const classCommands: { readonly [Name in ClassCommandName]: LineCommand } = {
  stuck: {
    usage: 'TOPIC',
    summary: (t) => t('Ask the helpers for help'),
    run: (talk, topic = '') => stuck(talk, topic),
  },
  pause: {
    usage: '',
    summary: (t) => t('Let others go first with your request'),
    run: (talk) => change(talk, 'pause'),
  },
  resume: {
    usage: '',
    summary: (t) => t('Go on with it at your old place'),
    run: (talk) => change(talk, 'resume'),
  },
  withdraw: {
    usage: '',
    summary: (t) => t('Take your request back'),
    run: (talk) => change(talk, 'withdraw'),
  },
  private: {
    usage: '[NAME] TEXT',
    summary: (t) => t('Write to the helpers only; as a helper, to the student NAME'),
    run: (talk, ...words) => tell(talk, words.join(' ')),
  },
  queue: {
    usage: '',
    summary: (t) => t('As a helper: list the requests, and who waits for the host'),
    run: queue,
  },
  take: {
    usage: 'N',
    summary: (t) => t('Take request N: the student sees that you come'),
    run: (talk, number = '') => serve(talk, 'take', number),
  },
  done: {
    usage: '[N]',
    summary: (t) => t('End the request that you have taken'),
    run: (talk, number = '') => serve(talk, 'done', number),
  },
  back: {
    usage: '[N]',
    summary: (t) => t('Return it to its place'),
    run: (talk, number = '') => serve(talk, 'back', number),
  },
  helper: {
    usage: 'NAME',
    summary: (t) => t('As the host: make a member a helper, or a student again'),
    run: (talk, name = '') => helper(talk, name),
  },
  admit: {
    usage: 'NAME',
    summary: (t) => t('As the host: let in someone who isn’t on the roster'),
    run: (talk, name = '') => decide(talk, name, true),
  },
  'turn-away': {
    usage: 'NAME',
    summary: (t) => t('As the host: turn them away'),
    run: (talk, name = '') => decide(talk, name, false),
  },
};

const moderationCommands: { readonly [Name in ModerationCommandName]: LineCommand } = {
  lock: {
    usage: '',
    summary: (t) => t('Let no one new join'),
    run: (talk) => lock(talk, true),
  },
  unlock: {
    usage: '',
    summary: (t) => t('Let people with the invite join again'),
    run: (talk) => lock(talk, false),
  },
  remove: {
    usage: 'NAME',
    summary: (t) => t('Remove a member; the invite is reset as well'),
    run: (talk, name = '') => remove(talk, name),
  },
  reset: {
    usage: '',
    summary: (t) => t('Make a new invite: earlier ones stop working'),
    run: resetInvite,
  },
};

/** Every line command. */
const lineCommands: { readonly [Name in LineCommandName]: LineCommand } = {
  who: { usage: '', summary: (t) => t('List the members'), run: who },
  invite: { usage: '', summary: (t) => t('Show the invite, also as a QR code'), run: invite },
  reply: {
    usage: 'N TEXT',
    summary: (t) => t('Reply to message N'),
    run: (talk, number = '', text = '') => {
      const { seq } = talk.message(number);
      // Only in a lab room, messages have no numbers that all members know.
      if (seq === undefined) throw new MessageError('plain-text');
      talk.session.messages.say(text, { reply: seq });
    },
  },
  edit: {
    usage: 'N TEXT',
    summary: (t) => t('Change your message N'),
    run: (talk, number = '', text = '') =>
      talk.session.messages.edit(talk.message(number).id, text),
  },
  delete: {
    usage: 'N',
    summary: (t) => t('Delete your message N'),
    run: (talk, number = '') => talk.session.messages.delete(talk.message(number).id),
  },
  show: {
    usage: 'N',
    summary: (t) => t('Show all of message N, and who has received it'),
    run: show,
  },
  paste: {
    usage: '',
    summary: (t) => t('Write several lines; end with a line with only “.” or Ctrl+D'),
    run: (talk) => talk.beginMultiLine(),
  },
  file: {
    usage: 'PATH',
    summary: (t) => t('Send a file'),
    run: (talk, path = '') => sendFile(talk, path),
  },
  save: {
    usage: 'N [PATH]',
    summary: (t) => t('Download the file of message N'),
    run: (talk, number = '', path = '') => save(talk, number, path),
  },
  patch: {
    usage: 'N [PATH]',
    summary: (t) => t('Apply the patch of message N, or save it as a file'),
    run: (talk, number = '', path = '') => reviewPatch(talk, number, path),
  },
  nick: {
    usage: 'NAME',
    summary: (t) => t('Change your name'),
    run: (talk, name = '') => nick(talk, name),
  },
  ...moderationCommands,
  ...classCommands,
  leave: {
    usage: '',
    summary: (t, isHost) => (isHost ? t('Close the room') : t('Leave the room')),
    run: (talk) => talk.leave(),
  },
  help: { usage: '', summary: (t) => t('List the commands'), run: help },
};

/** What other chat programs call a command. */
const otherNames: Readonly<Record<string, LineCommandName>> = {
  ...{ '?': 'help', h: 'help', commands: 'help' },
  ...{ quit: 'leave', exit: 'leave', q: 'leave', part: 'leave', close: 'leave' },
  ...{ kick: 'remove' },
  ...{ list: 'who', names: 'who', name: 'nick', msg: 'private', upload: 'file', download: 'save' },
};

const lineCommandNames = Object.keys(lineCommands) as readonly LineCommandName[];

/** The commands that a user has in a room. @param decides whether the user decides about its members */
export function commandNamesIn(isClass: boolean, decides: boolean): readonly LineCommandName[] {
  return lineCommandNames.filter(
    (name) =>
      (isClass || !Object.hasOwn(classCommands, name)) &&
      (decides || !Object.hasOwn(moderationCommands, name)),
  );
}

/** What a submitted line is. */
export type SubmittedLine =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'command'; readonly name: LineCommandName; readonly args: readonly string[] }
  /** A command that doesn't exist, or lacks what it needs. */
  | { readonly type: 'wrong'; readonly name: string; readonly usage: string | undefined };

/** Reads a submitted line: `/name …` is a command, `//…` a message that begins with a slash, `/me …` a message. */
export function readLine(text: string): SubmittedLine {
  if (text.startsWith('//')) return { type: 'message', text: text.slice(1) };
  const read = /^\/([a-z]+(?:-[a-z]+)?|\?)(?:$|\s(.*)$)/s.exec(text);
  if (!read || read[1] === 'me') return { type: 'message', text };
  const [, typed = '', rest = ''] = read;
  const name = lineCommandNames.find((each) => each === typed);
  if (name === undefined) return { type: 'wrong', name: typed, usage: undefined };
  const { usage } = lineCommands[name];
  const words = usage === '' ? [] : usage.split(' ');
  const args = splitWords(rest.trim(), words.length);
  const required = words.filter((word) => !word.startsWith('['));
  const isWrong = args.length < required.length || (words.length === 0 && rest.trim() !== '');
  return isWrong ? { type: 'wrong', name, usage } : { type: 'command', name, args };
}

/** Splits a text into at most `count` words, of which the last one is all the rest. */
function splitWords(text: string, count: number): readonly string[] {
  const words: string[] = [];
  let rest = text;
  while (rest !== '' && words.length < count - 1) {
    const [word = rest] = /^\S+/.exec(rest) ?? [];
    words.push(word);
    rest = rest.slice(word.length).trimStart();
  }
  return rest === '' ? words : [...words, rest];
}

/** Runs a line command. @throws {LineCommandError | MessageError} */
export async function runLineCommand(
  { name, args }: Extract<SubmittedLine, { readonly type: 'command' }>,
  talk: Talk,
): Promise<void> {
  await lineCommands[name].run(talk, ...args);
}

/** Says that a line isn't a command, and what to type instead. @param isClass whether the room is a class */
export function wrongLineText(
  { name, usage }: Extract<SubmittedLine, { readonly type: 'wrong' }>,
  t: Translate,
  isClass: boolean,
): string {
  if (usage !== undefined) return t('Type it like this: {0}', `/${name} ${usage}`.trimEnd());
  const here = commandNamesIn(isClass, true);
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  const meant = here.find((each) => each === other) ?? closestName(name, here);
  return meant === undefined
    ? t(
        'There is no command “/{0}”. For a list: /help. To send it as a message, type “//{0}”.',
        name,
      )
    : t(
        'There is no command “/{0}”. Did you mean “/{1}”? To send it as a message, type “//{0}”.',
        name,
        meant,
      );
}

function show(talk: Talk, number = ''): void {
  const { language, t } = talk.io;
  const message = talk.message(number);
  const { delivery } = message;
  talk.print(talk.linesOf(message));
  if (!message.own && talk.session.invited) {
    talk.notice(t('Only its author sees who has received it.'));
  }
  if (typeof delivery !== 'object' || delivery.received === 0) return;
  const { names, of, received } = delivery;
  talk.notice(
    names.length > 0
      ? t('Received by {0}.', nameList(names, language, t))
      : t('Received by {0} of {1}.', received, of),
  );
}

function help({ classTalk, session, io: { t }, print }: Talk): void {
  const isHost = session.state.connection.kind === 'hosting';
  const decides = session.invited?.inviteActions !== undefined;
  const rows = commandNamesIn(classTalk.room !== undefined, decides).map((name) => {
    const { usage, summary } = lineCommands[name];
    return [`/${name} ${usage}`.trimEnd(), summary(t, isHost)] as const;
  });
  const width = Math.max(...rows.map(([typed]) => typed.length));
  print([
    ...rows.map(([typed, summary]) => [`  ${typed.padEnd(width)}  ${summary}`]),
    [
      `  ${t('End a line with \\ or press Alt+Enter to continue on a new one. Tab completes names and commands.')}`,
    ],
  ]);
}

/** The number in `12` or `#12`. @throws {LineCommandError} */
export function messageNumber(typed: string, t: Translate): number {
  const number = /^#?(\d{1,10})$/.exec(typed)?.[1];
  if (number === undefined)
    throw new LineCommandError(t('“{0}” isn’t the number of a message.', typed));
  return Number(number);
}
