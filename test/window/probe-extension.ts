import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { createInputBox, showInputBox } from '../../src/ui/window/input-box';
import * as messages from '../../src/ui/window/messages';
import { createQuickPick, pickButton, showQuickPick } from '../../src/ui/window/quick-pick';
import { StatusItem } from '../../src/ui/window/status-item';

/** What the probe shows, by name; each takes a text and returns before anybody has answered. */
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
    item = new StatusItem(text);
    item.show({ icon: 'check', text, tooltip: `${text}\n${text}`, warning: true });
  },
  comparison: (text) => messages.showDiff(empty('a'), empty('b'), text, {}),
  comparisons: (text) => messages.showChanges(text, [[empty('a'), empty('a'), empty('b')]]),
  'failed command': (text) => {
    failure = text;
  },
  // As the editor has it, to show that a link would be found.
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

function progress(location: vscode.ProgressLocation, title: string): void {
  finish?.();
  const end = new Promise<void>((resolve) => {
    finish = resolve;
  });
  void messages.withProgress({ location, title }, () => end);
}

/** Does what the test says, one line of JSON at a time, and answers each with how often a link ran. */
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
  createInterface(socket).on('line', async (line) => {
    const [what, text] = JSON.parse(line) as [what: string, text: string];
    try {
      if (what === 'end') {
        finish?.();
        item?.dispose();
      } else if (what === 'run') await vscode.commands.executeCommand(text);
      // It waits for its person, whom the test plays.
      else if (what === 'begin') void vscode.commands.executeCommand(text);
      else await surfaces[what]?.(text);
    } finally {
      socket.write(`${JSON.stringify({ ran })}\n`);
    }
  });
  context.subscriptions.push({ dispose: () => socket.destroy() });
}
