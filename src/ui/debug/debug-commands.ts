import * as vscode from 'vscode';
import { maxFrames, maxLocals } from '../../protocol/card';
import { fitsEntry } from '../../protocol/message-text';
import { CodedError } from '../../strings/problem';
import { looksSecret } from '../../text/secrets';
import { type ErrorCard, excerptAround } from '../code/error-card';
import { fieldText } from '../code/own-folders';
import { type CardSenderDeps, offerCard } from '../code/send-card';
import type { WorkspaceFiles } from '../code/workspace-files';
import type { CommandHandlers, CommandId } from '../commands';
import { inInvitedRoom, type OfferRoomDeps } from '../rooms/room-questions';
import { withoutSequences } from '../terminal/terminal-output';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { showQuickPicks } from '../window/quick-pick';
import {
  type DebugFrame,
  type LocalVariable,
  pausedThread,
  readException,
  readFrames,
  readLocals,
  type StackFrame,
  suspiciousLines,
} from './debug-stack';
import type { StoppedThreads } from './stopped-threads';

export interface DebugCommandDeps extends CardSenderDeps, OfferRoomDeps {
  readonly files: WorkspaceFiles;
  readonly stopped: Pick<StoppedThreads, 'sessionOf' | 'stopOf'>;
}

/** The longest message of a card, and the longest name of a tool, in UTF-16 units. */
const maxMessage = 4096;
const maxSource = 100;

/** Commands that send where a program or a test failed, as an error card. */
export function debugCommands(deps: DebugCommandDeps) {
  return {
    'deskmate.sendStack': (...args) => inInvitedRoom(deps, () => sendStack(args, deps)),
    'deskmate.sendTestFailure': (failure) => inInvitedRoom(deps, () => sendFailure(failure, deps)),
  } satisfies Partial<CommandHandlers>;
}

async function sendStack(args: readonly unknown[], deps: DebugCommandDeps): Promise<void> {
  const { stopped, t } = deps;
  const paused = pausedThread<vscode.DebugSession>(
    args,
    (id) => stopped.sessionOf(id),
    vscode.debug.activeStackItem,
  );
  if (!paused) {
    void showInformationMessage(
      t('No program is paused in the debugger. Pause it, or stop it at a breakpoint, first.'),
    );
    return;
  }
  const { session, threadId, frameId, frameIndex } = paused;
  const frames = await requested(readFrames(session, threadId, frameIndex), deps);
  const selected = frames.findIndex(({ id }) => id === frameId);
  const frame = frames[Math.min(frameIndex ?? Math.max(selected, 0), maxFrames - 1)];
  if (!frame) throw noStack(deps);
  const stop = stopped.stopOf(session, threadId);
  // Some adapters describe an exception even if there was none.
  const exception =
    stop === undefined || stop.reason === 'exception'
      ? ((await readException(session, threadId)) ?? (stop?.text || undefined))
      : undefined;
  const locals = await chooseLocals(
    frame,
    await requested(readLocals(session, frame.id), deps),
    deps,
  );
  if (!locals) return;
  await offerFailure(await stackCard({ session, frames, frame, exception, locals }, deps), deps);
}

async function requested<T>(reply: Promise<T>, deps: DebugCommandDeps): Promise<T> {
  try {
    return await reply;
  } catch {
    // The program has gone on or ended meanwhile.
    throw noStack(deps);
  }
}

function noStack({ t }: DebugCommandDeps): CodedError {
  return new CodedError(
    'bad-argument',
    t('The debugger can’t provide a call stack right now. Pause the program first.'),
  );
}

/** Lets the user tick what else goes; nothing is ticked at first. Undefined when they cancel. */
async function chooseLocals(
  frame: DebugFrame,
  locals: readonly LocalVariable[],
  { t }: DebugCommandDeps,
): Promise<readonly LocalVariable[] | undefined> {
  if (locals.length === 0) return [];
  const items = locals.map((local) => ({
    label: local.name,
    description: [local.type, local.value].filter(Boolean).join(': '),
    ...(looksSecret(`${local.name} = ${local.value}`) && {
      icon: 'warning',
      detail: t('May contain a password, token or key.'),
    }),
    local,
  }));
  const chosen = await showQuickPicks(items, {
    title: t('Send Stack to Chat'),
    placeHolder: t(
      'Which variables of {0} do you want to share? Only those you select are sent.',
      frame.name,
    ),
    matchOnDescription: true,
  });
  if (chosen && chosen.length > maxLocals) {
    void showWarningMessage(
      t(
        'A message can have at most {0} variables. Only the first {0} you selected are sent.',
        maxLocals,
      ),
    );
  }
  return chosen?.slice(0, maxLocals).map(({ local }) => local);
}

interface Stack {
  readonly session: vscode.DebugSession;
  readonly frames: readonly DebugFrame[];
  /** The frame that the variables are from. */
  readonly frame: DebugFrame;
  readonly exception: string | undefined;
  readonly locals: readonly LocalVariable[];
}

async function stackCard(stack: Stack, deps: DebugCommandDeps): Promise<ErrorCard> {
  const { session, frames, frame, exception, locals } = stack;
  const { files, t } = deps;
  const sources = frames.map(({ source }) => source && sourceUri(source, session));
  const paths = await Promise.all(sources.map((uri) => uri && files.pathInside(uri)));
  // The selected frame may be in a library; the first one in the folder is more useful to others.
  const own = [frames.indexOf(frame), ...frames.keys()].find((at) => paths[at] !== undefined);
  const at = own ?? frames.findIndex((_, index) => sources[index] !== undefined);
  const [place, uri] = [frames[at], sources[at]];
  if (!place || !uri) throw noSource(deps);
  const position = new vscode.Position(Math.max(place.line - 1, 0), Math.max(place.column - 1, 0));
  const about = {
    severity: exception === undefined ? 'information' : 'error',
    message: fieldText(
      exception ?? t('Paused in {0}', frame.name),
      maxMessage,
      await files.ownFolders(),
    ),
    source: fieldText(session.type, maxSource),
    frames: frames.map(({ name, line }, index): StackFrame => {
      const path = paths[index];
      return path === undefined || line < 1 ? { name } : { name, path, line };
    }),
    ...(locals.length > 0 && { locals: [...locals] }),
  } as const;
  const card = await cardAt(uri, new vscode.Range(position, position), about, deps);
  if (!card) throw noSource(deps);
  return fitted(card);
}

/** The document of a frame's source; undefined when it has neither a path nor a text. */
function sourceUri(source: object, session: vscode.DebugSession): vscode.Uri | undefined {
  const { path, sourceReference } = source as { path?: unknown; sourceReference?: unknown };
  // In a remote window, the editor turns the adapter's paths into addresses, which `asDebugSourceUri` takes for paths.
  if (!sourceReference && typeof path === 'string' && /^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    const address = vscode.Uri.parse(path);
    return vscode.workspace.getWorkspaceFolder(address) ? address : vscode.Uri.file(address.path);
  }
  try {
    return vscode.debug.asDebugSourceUri(source, session);
  } catch {
    return undefined;
  }
}

function noSource({ t }: DebugCommandDeps): CodedError {
  return new CodedError(
    'bad-argument',
    t('The debugger has no source file for this frame. Send the terminal output instead.'),
  );
}

/** What a test's message menu passes (VS Code, `testing/message/context`). */
interface TestFailure {
  readonly test: vscode.TestItem | undefined;
  readonly message: vscode.TestMessage;
}

async function sendFailure(argument: unknown, deps: DebugCommandDeps): Promise<void> {
  const { t } = deps;
  const failure = readFailure(argument);
  if (!failure) return peekFailure(argument, deps);
  const { test, message } = failure;
  const uri = message.location?.uri ?? test?.uri;
  const range = message.location?.range ?? test?.range;
  if (!uri || !range) {
    throw new CodedError(
      'bad-argument',
      t('This failure has no file location. Send the terminal output instead.'),
    );
  }
  const stack = await Promise.all(
    (message.stackTrace ?? []).slice(0, maxFrames).map(async (frame): Promise<StackFrame> => {
      const path = frame.uri && (await deps.files.pathInside(frame.uri));
      const name = fieldText(frame.label || '?', 200);
      return path && frame.position ? { name, path, line: frame.position.line + 1 } : { name };
    }),
  );
  const folders = await deps.files.ownFolders();
  const about = {
    severity: 'error',
    message: fieldText(failureText(message, deps) || '?', maxMessage, folders),
    ...(test && { source: fieldText(testName(test), maxSource) }),
    ...(stack.length > 0 && { frames: stack }),
  } as const;
  const card = await cardAt(uri, range, about, deps);
  if (!card) {
    throw new CodedError(
      'bad-argument',
      t('This file can’t be opened. Send the terminal output instead.'),
    );
  }
  await offerFailure(fitted(card), deps);
}

function readFailure(argument: unknown): TestFailure | undefined {
  const { test, message } = Object(argument) as Partial<TestFailure>;
  const { message: text } = Object(message) as Partial<vscode.TestMessage>;
  const isFailure = typeof text === 'string' || typeof text?.value === 'string';
  return message && isFailure ? { test, message } : undefined;
}

/** The names of a test and of the suites around it. */
function testName(test: vscode.TestItem): string {
  return test.parent ? `${testName(test.parent)} › ${test.label}` : test.label;
}

function failureText(
  { message, expectedOutput, actualOutput }: vscode.TestMessage,
  { t }: DebugCommandDeps,
): string {
  const text = typeof message === 'string' ? message : message.value;
  const parts = [
    text,
    ...(expectedOutput === undefined ? [] : [t('Expected: {0}', expectedOutput)]),
    ...(actualOutput === undefined ? [] : [t('Actual: {0}', actualOutput)]),
  ];
  // Test runners color their messages.
  return withoutSequences(parts.join('\n')).trim();
}

/**
 * Shows the failure of a test that was clicked: the editor's menu passes the test only, and no extension may ask for
 * its failure, but the view that shows the failure has a button for it.
 */
async function peekFailure(argument: unknown, deps: DebugCommandDeps): Promise<void> {
  const { uri, range } = Object(argument) as Partial<vscode.TestItem>;
  if (!(uri instanceof vscode.Uri) || !range) return explainFailures(deps);
  const { t } = deps;
  try {
    const selection = new vscode.Range(range.start, range.start);
    await vscode.commands.executeCommand('vscode.open', uri, { selection });
    // The editor's own command shows the failure that is nearest to the cursor.
    await vscode.commands.executeCommand('testing.openOutputPeek');
  } catch {
    return explainFailures(deps);
  }
  void showInformationMessage(t('To send this failure, press the button on its message.'));
}

/** Says why there is no failure to send, and what there is instead. */
async function explainFailures({ t }: DebugCommandDeps): Promise<void> {
  const send = t('Send Terminal Output');
  const chosen = await showInformationMessage(
    t(
      'Open Test Results, right-click the failure’s message, and choose Send Test Failure to Chat. Or run the tests in a terminal and send its output.',
    ),
    send,
  );
  const command: CommandId = 'deskmate.sendTerminalOutput';
  if (chosen === send) await vscode.commands.executeCommand(command);
}

/** The longest lines of a question, in UTF-16 units, and the most of them. */
const maxQuoted = 120;
const maxQuotes = 5;

/** Offers a card; asks first when its message or its frames look like they contain a secret. */
async function offerFailure(card: ErrorCard, deps: DebugCommandDeps): Promise<void> {
  const { t } = deps;
  const lines = suspiciousLines(card);
  if (lines.length > 0) {
    const detail = lines
      .slice(0, maxQuotes)
      .map((line) => fieldText(line.trim(), maxQuoted))
      .join('\n');
    const confirm = t('Send to Chat Anyway');
    const chosen = await showWarningMessage(
      t('This may contain a password, token or key.'),
      { modal: true, detail },
      confirm,
    );
    if (chosen !== confirm) return;
  }
  offerCard(card, deps);
}

/** Undefined when the file can't be opened. */
async function cardAt(
  uri: vscode.Uri,
  range: vscode.Range,
  about: Pick<ErrorCard, 'severity' | 'message' | 'source' | 'frames' | 'locals'>,
  deps: DebugCommandDeps,
): Promise<ErrorCard | undefined> {
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
  return excerptAround(document, range, about, await deps.files.sourceOf(uri));
}

/** A stack may be longer than a message; then its last frames go, which matter least. */
function fitted(card: ErrorCard): ErrorCard {
  let shown = card;
  while (!fitsEntry('', shown) && shown.frames && shown.frames.length > 1) {
    shown = { ...shown, frames: shown.frames.slice(0, Math.floor(shown.frames.length / 2)) };
  }
  return shown;
}
