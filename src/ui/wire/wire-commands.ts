import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { WireTab } from '../../webview/wire-tab';
import type { CommandHandlers } from '../commands';
import {
  pickSaveLocation,
  setStatusBarMessage,
  showErrorMessage,
  showWarningMessage,
} from '../window/messages';
import { type SavedFile, WireAdapter } from './wire-adapter';
import type { WireLog } from './wire-log';

const extensions: Readonly<Record<SavedFile['type'], string>> = {
  pcapng: 'pcapng',
  text: 'txt',
  svg: 'svg',
};

export interface WireTabDeps {
  readonly session: Session;
  readonly wireLog: WireLog;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
  readonly language: string;
  readonly t: Translate;
}

/** Makes the editor tab of the wire view. */
export function createWireTab(deps: WireTabDeps): WireTab {
  const { session, wireLog: log, clock, extensionUri, language, t } = deps;
  const model = () =>
    new WireAdapter({
      ...{ log, language, t },
      state: () => session.state,
      onDidChangeState: session.onDidChangeState,
      now: () => clock.now(),
      copy: (text) => void copy(text, t),
      save: (file) => void save(file, t),
      warn: (text) => void showWarningMessage(text),
    });
  return new WireTab(model, t('Wire'), extensionUri);
}

export interface WireCommandDeps {
  showWire(): void;
}

/** The command that shows what goes over the wire. */
export function wireCommands({ showWire }: WireCommandDeps) {
  return { 'deskmate.showWire': () => showWire() } satisfies Partial<CommandHandlers>;
}

async function copy(text: string, t: Translate): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  setStatusBarMessage(t('Copied'));
}

async function save({ type, parts }: SavedFile, t: Translate): Promise<void> {
  const extension = extensions[type];
  // The content first: the rows may change while the dialog is open.
  const content = Buffer.concat(Array.from(parts, (part) => Buffer.from(part as Uint8Array)));
  const uri = await pickSaveLocation(t('Save'), `deskmate-wire.${extension}`, extension);
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(uri, content);
    setStatusBarMessage(t('Saved {0}', uri.fsPath));
  } catch (error) {
    void showErrorMessage(
      t(
        'Can’t save {0}. Choose another folder, or free up some space on the disk. ({1})',
        uri.fsPath,
        `${error}`,
      ),
    );
  }
}
