import { connect } from 'node:net';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import * as messages from '../../src/ui/window/messages';
import { createInputBox, showInputBox } from '../../src/ui/window/quick-input';
import { createQuickPick, pickButton, showQuickPick } from '../../src/ui/window/quick-pick';
import { StatusItem } from '../../src/ui/window/status-item';
import { waitFor } from '../helpers/wait-for';

/** The surfaces that the probe shows, by name; each takes a text and returns before anyone responds. */
const surfaces: Readonly<Record<string, (text: string) => unknown>> = {
  information: (text) => void messages.showInformationMessage(text, text),
  warning: (text) => void messages.showWarningMessage(text),
  error: (text) => void messages.showErrorMessage(text, text, 'Fine'),
  modal: (text) =>
    void messages.showWarningMessage(text, { modal: true, detail: `${text}\n${text}` }, text),
  'status message': (text) => messages.setStatusBarMessage(text, 60_000),
  'notification progress': (text) => progress(vscode.ProgressLocation.Notification, text),
  'window progress': (text) => progress(vscode.ProgressLocation.Window, text),
  'quick pick': (text) => {
    const pick = createQuickPick();
    const { Separator } = vscode.QuickPickItemKind;
    pick.title = text;
    pick.placeholder = text;
    pick.items = [
      { label: text, kind: Separator },
      { icon: 'check', label: text, description: text, detail: text, buttons: [button(text)] },
      { label: 'Short', description: text },
    ];
    pick.show();
  },
  'simple quick pick': (text) =>
    void showQuickPick([{ label: text, detail: text }], { title: text, placeHolder: text }),
  'input box': (text) => {
    const box = createInputBox();
    box.title = text;
    box.placeholder = text;
    box.prompt = text;
    box.show();
  },
  'validation message': (text) => {
    const box = createInputBox();
    box.title = text;
    box.validationMessage = text;
    box.show();
  },
  'simple input box': (text) =>
    void showInputBox({ title: text, prompt: text, ignoreFocusOut: true }),
  'status item': (text) => {
    item = new StatusItem(text, 'probe.fail');
    item.show({ icon: 'check', text, tooltip: `${text}\n${text}`, warning: true });
  },
  comparison: (text) => messages.showDiff(empty('a'), empty('b'), text, {}),
  comparisons: (text) => messages.showChanges(text, [[empty('a'), empty('a'), empty('b')]]),
  'failed command': (text) => {
    failure = text;
  },
  'failing test': (text) => addFailingTest(text),
  // The editor's plain functions, to prove that a link would be found.
  'bare information': (text) => void vscode.window.showInformationMessage(text),
  'bare input box': (text) => void vscode.window.showInputBox({ prompt: text }),
  'bare quick pick': (text) => void vscode.window.showQuickPick([{ label: text }]),
};

const button = (tooltip: string) => pickButton('trash', tooltip);
const empty = (name: string) => vscode.Uri.from({ scheme: 'untitled', path: `/${name}` });
let failure = '';
let ran = 0;
let finish: (() => void) | undefined;
let item: StatusItem | undefined;
let tests: vscode.TestController | undefined;

function progress(location: vscode.ProgressLocation, title: string): void {
  finish?.();
  const end = new Promise<void>((resolve) => {
    finish = resolve;
  });
  void messages.withProgress({ location, title }, () => end);
}

/** Adds a test of this name to the folder's `test_….py`. When it runs, it fails in its second and third line. */
async function addFailingTest(name: string): Promise<void> {
  tests?.dispose();
  tests = vscode.tests.createTestController('probe', 'Probe');
  const [uri] = await vscode.workspace.findFiles('test_*.py', undefined, 1);
  const item = tests.createTestItem(name, name, uri);
  item.range = new vscode.Range(0, 0, 1, 0);
  tests.items.add(item);
  const { Run } = vscode.TestRunProfileKind;
  tests.createRunProfile('Run', Run, (request) => {
    const run = tests?.createTestRun(request);
    const reasons = [
      vscode.TestMessage.diff(`${name} failed`, '4', '3'),
      new vscode.TestMessage('and not for the first time'),
    ];
    for (const [index, reason] of reasons.entries()) {
      if (uri) reason.location = new vscode.Location(uri, new vscode.Position(1 + index, 4));
    }
    run?.started(item);
    run?.failed(item, reasons, 12);
    run?.end();
  });
}

type Settings = Readonly<Record<string, unknown>>;

/** The state in which a suite gets a window that others have used. */
export interface InitialState {
  /** The user's name; empty if the user wasn't asked yet. */
  readonly name: string;
  /** The folder's settings. */
  readonly settings: Settings;
}

/** More than any test opens. */
const MAX_TABS = 100;

/** The folder settings of the previous suite. */
let folderSettings: Settings = {};

/** Leaves the room, closes editors, questions and notifications, and resets the side bar. */
async function reset({ name, settings }: InitialState): Promise<void> {
  const run = (command: string) => vscode.commands.executeCommand(command);
  await run('workbench.action.closeQuickOpen');
  await run('deskmate.leaveRoom');
  const hasTabs = () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
  for (let closed = 0; hasTabs() && closed < MAX_TABS; closed += 1) {
    await run('workbench.action.revertAndCloseActiveEditor');
  }
  await run('workbench.view.explorer');
  await configure(vscode.ConfigurationTarget.Global, { 'deskmate.name': name || undefined });
  const none = Object.keys(folderSettings).map((key) => [key, undefined]);
  folderSettings = settings;
  await configure(vscode.ConfigurationTarget.Workspace, {
    ...Object.fromEntries(none),
    ...settings,
  });
  await run('notifications.hideList');
  await run('notifications.clearAll');
}

/** Changes settings that are different. Those that are undefined get their defaults back. */
async function configure(target: vscode.ConfigurationTarget, settings: Settings): Promise<void> {
  for (const [key, value] of Object.entries(settings)) {
    const isSet = () => {
      const found = vscode.workspace.getConfiguration().inspect(key);
      const own = target === vscode.ConfigurationTarget.Global ? 'globalValue' : 'workspaceValue';
      return JSON.stringify(found?.[own]) === JSON.stringify(value);
    };
    if (isSet()) continue;
    await vscode.workspace.getConfiguration().update(key, value, target);
    await waitFor(isSet, `${key} is set`);
  }
}

/** The state that Deskmate shows other extensions, with only the last messages. */
async function ownState(): Promise<unknown> {
  const api = await vscode.extensions.getExtension('deskmate.deskmate')?.activate();
  const { messages: said, ...state } = api.getState();
  return { ...state, messages: said.slice(-5) };
}

async function act(what: string, text: unknown): Promise<void> {
  if (what === 'end') {
    finish?.();
    item?.dispose();
    tests?.dispose();
  } else if (what === 'reset') await reset(text as InitialState);
  else if (what === 'run') await vscode.commands.executeCommand(String(text));
  // The command waits for its person, who is played by the test.
  else if (what === 'begin') void vscode.commands.executeCommand(String(text));
  else await surfaces[what]?.(String(text));
}

/**
 * Reports which window this is; then carries out the test's requests, one line of JSON each, and replies to
 * each with how often a link ran.
 */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('probe.ran', () => {
      ran += 1;
    }),
    messages.registerCommand('probe.fail', () => {
      throw new Error(failure);
    }),
  );
  const socket = connect(Number(process.env.DESKMATE_PROBE_PORT), '127.0.0.1');
  // The test may end first.
  socket.on('error', () => {});
  const send = (line: object) => socket.write(`${JSON.stringify(line)}\n`);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  send({ folder: basename(folder?.uri.path ?? '') });
  createInterface(socket).on('line', async (line) => {
    const [what, text] = JSON.parse(line) as [what: string, text: unknown];
    try {
      await act(what, text);
      send({ ran, state: await ownState() });
    } catch (error) {
      send({ failed: String(error) });
    }
  });
  context.subscriptions.push({ dispose: () => socket.destroy() });
}
