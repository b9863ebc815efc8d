import type { ExcerptCard } from '../../protocol/card';
import { pathOf } from '../../protocol/class-frames';
import { normalizeMessageText } from '../../protocol/message-text';
import type { Place } from '../../protocol/place';
import type { ClassResult, Classroom, OpenRequest } from '../../room/classroom';
import { MessageError } from '../../room/message-error';
import type { SendOptions } from '../../room/room';
import type { Session } from '../../room/session/session';
import { classRefusalText, requestRow } from '../../strings/class-text';
import { noticeText } from '../../strings/inline-text';
import { messageErrorText } from '../../strings/input-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandler, CommandHandlers } from '../commands';
import { chooseMember } from '../window/choose-member';
import {
  setStatusBarMessage,
  showInformationMessage,
  showWarningMessage,
} from '../window/messages';
import { showInputBox } from '../window/quick-input';
import { showQuickPick } from '../window/quick-pick';
import type { CurrentClass } from './current-class';
import { isLostRow, type QueueNode } from './queue-tree';

export interface HelperCommandDeps {
  readonly current: CurrentClass;
  readonly session: Pick<Session, 'state'> & {
    readonly messages: { say(text: string, options?: SendOptions): void };
  };
  readonly t: Translate;
  /** The request that is selected in the queue. */
  selectedRequest(): OpenRequest | undefined;
  /** Opens a card's lines in the user's own copy. */
  openCard(id: string, card: ExcerptCard): Promise<void>;
  /** Opens a place in the user's own copy. */
  openReference(place: Place): Promise<void>;
  /** Makes a student the recipient of what is written next, privately. */
  writeTo(student: string): void;
}

type Serve = Parameters<Classroom['serve']>[0];

/** The commands with which helpers serve the queue. */
export function helperCommands(deps: HelperCommandDeps) {
  // Never on another row than the one that was clicked.
  const onRow =
    (run: (which: unknown) => Promise<void>): CommandHandler =>
    (...args) =>
      isLostRow(args)
        ? void showInformationMessage(deps.t('The queue has just changed. Try again.'))
        : run(args[0]);
  return {
    'deskmate.takeRequest': onRow((which) => serve('take', which, deps)),
    'deskmate.finishRequest': onRow((which) => serve('done', which, deps)),
    'deskmate.giveBackRequest': onRow((which) => serve('back', which, deps)),
    'deskmate.openRequest': async (which) => {
      const request = await choose(which, () => true, deps);
      if (request) await open(request, deps);
    },
    'deskmate.answerFile': onRow((which) => answerFile(which, deps)),
    'deskmate.announce': (text) => announce(text, deps),
    'deskmate.openQueue': () => setOpen(true, deps),
    'deskmate.closeQueue': () => setOpen(false, deps),
    'deskmate.messagePrivately': onRow((who) => messagePrivately(who, deps)),
  } satisfies Partial<CommandHandlers>;
}

/** The class of a helper; tells others that they aren't. */
function helpersClass({ current, t }: HelperCommandDeps): Classroom | undefined {
  const room = current.asHelper;
  if (!room) void showInformationMessage(classRefusalText('not-a-helper', { isHelper: false }, t));
  return room;
}

/** Which requests an action is for. */
const suits: Readonly<
  Record<Serve, (request: OpenRequest, current: HelperCommandDeps['current']) => boolean>
> = {
  take: ({ state }) => state === 'waiting',
  done: mayEnd,
  back: mayEnd,
};

function mayEnd({ state, helper }: OpenRequest, current: HelperCommandDeps['current']): boolean {
  return state === 'taken' && (helper === current.selfId || current.hostActions !== undefined);
}

/** @param which a row of the queue, or a student's member id */
async function serve(what: Serve, which: unknown, deps: HelperCommandDeps): Promise<void> {
  const { current, t } = deps;
  const room = helpersClass(deps);
  if (!room) return;
  const request = await choose(which, (each) => suits[what](each, current), deps);
  if (!request) return;
  const result = await room.serve(what, request);
  if (!result.ok) {
    const words = classRefusalText(result.code, { isHelper: true }, t);
    if (typeof which === 'string') throw new CodedError('not-done', words);
    void showWarningMessage(words);
  } else if (what === 'take') await open(request, deps);
}

/** Opens the lines that a request is about, in the helper's own copy. */
async function open(request: OpenRequest, deps: HelperCommandDeps): Promise<void> {
  const { card, place, member, id } = request;
  if (card) await deps.openCard(`request ${member} ${id}`, card);
  else if (place) await deps.openReference(place);
}

/**
 * The request that a command is about. Asks if none is given and several suit.
 * @returns undefined if the user chose none, or none suits, which is shown
 */
async function choose(
  which: unknown,
  isSuitable: (request: OpenRequest) => boolean,
  { current, t, selectedRequest }: HelperCommandDeps,
): Promise<OpenRequest | undefined> {
  const queue = current.asHelper?.queue ?? [];
  const given = requestOf(which) ?? (which === undefined ? selectedRequest() : undefined);
  const member = given?.member ?? (typeof which === 'string' ? which : undefined);
  if (member !== undefined) {
    const request = queue.find((each) => each.member === member);
    if (request && (given === undefined || request.id === given.id)) {
      // The selected row may be one that the action isn't for.
      if (which !== undefined || isSuitable(request)) return request;
    } else if (which !== undefined) {
      void showInformationMessage(classRefusalText('no-such-request', { isHelper: true }, t));
      return undefined;
    }
  }
  const suitable = queue.filter(isSuitable);
  if (suitable.length === 0) {
    void showInformationMessage(t('The queue has no request for this right now.'));
  }
  if (suitable.length <= 1) return suitable[0];
  const now = Date.now();
  const items = suitable.map((request) => ({ ...requestRow(request, now, t), request }));
  return (await showQuickPick(items, { placeHolder: t('Which request?') }))?.request;
}

/** The request of a row of the queue. */
function requestOf(which: unknown): OpenRequest | undefined {
  const node = Object(which) as Partial<QueueNode>;
  return node.kind === 'request'
    ? (node as Extract<QueueNode, { kind: 'request' }>).request
    : undefined;
}

/** Answers everyone who waits with a request about the same file. */
async function answerFile(which: unknown, deps: HelperCommandDeps): Promise<void> {
  const { t } = deps;
  const room = helpersClass(deps);
  if (!room) return;
  const request = await choose(which, (each) => isAnswerable(each), deps);
  const path = request && pathOf(request);
  if (!request || path === undefined) return;
  const count = room.queue.filter((each) => isAnswerable(each) && pathOf(each) === path).length;
  const text = await showInputBox({
    title: t('Answer All of This File'),
    prompt:
      count === 1
        ? t(
            '1 student waits with a request about {0}. Your answer goes to them privately and ends it.',
            noticeText(path),
          )
        : t(
            '{0} students wait with a request about {1}. Your answer goes to each of them privately and ends these requests.',
            count,
            noticeText(path),
          ),
    ignoreFocusOut: true,
    problem: (typed) => (typed.trim() === '' ? t('Write an answer first.') : undefined),
  });
  if (text === undefined) return;
  const result = await room.answerFile(path, normalizeMessageText(text));
  if (!report(result, deps) || !result.ok) return;
  const answered = result.count ?? 0;
  setStatusBarMessage(
    answered === 1 ? t('1 request answered.') : t('{0} requests answered.', answered),
  );
}

function isAnswerable(request: OpenRequest): boolean {
  return request.state === 'waiting' && pathOf(request) !== undefined;
}

/** Writes a message to everyone that stands out. */
async function announce(given: unknown, deps: HelperCommandDeps): Promise<void> {
  const { session, t } = deps;
  if (!helpersClass(deps)) return;
  const text =
    typeof given === 'string'
      ? given
      : await showInputBox({
          title: t('Announce'),
          prompt: t('What should everyone in the room know?'),
          ignoreFocusOut: true,
          problem: (typed) => (typed.trim() === '' ? messageErrorText('empty', t) : undefined),
        });
  if (text === undefined) return;
  try {
    session.messages.say(text, { announcement: true });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const words = messageErrorText(error.code, t);
    if (typeof given === 'string') throw new CodedError(error.code, words);
    void showWarningMessage(words);
  }
}

async function setOpen(on: boolean, deps: HelperCommandDeps): Promise<void> {
  const room = helpersClass(deps);
  if (room) report(await room.setOpen(on), deps);
}

/** @param who a row of the queue, a member's id or menu, or undefined to ask */
async function messagePrivately(who: unknown, deps: HelperCommandDeps): Promise<void> {
  const { current, t, writeTo } = deps;
  if (!helpersClass(deps)) return;
  const member = await chooseMember(requestOf(who)?.member ?? who, deps, {
    title: t('Write privately to which student?'),
    suits: ({ id }) => !current.isHelper(id),
    none: t('No students are in the room.'),
  });
  if (member && !current.isHelper(member.id)) writeTo(member.id);
}

/** Shows why something was refused. Returns whether it wasn't. */
function report(result: ClassResult, { t }: HelperCommandDeps): boolean {
  if (!result.ok) void showWarningMessage(classRefusalText(result.code, { isHelper: true }, t));
  return result.ok;
}
