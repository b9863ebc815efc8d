import * as vscode from 'vscode';
import type { Card } from '../../protocol/card';
import { type OwnFolders, withoutFolders } from '../code/own-folders';
import type { CardSenderDeps } from '../code/send-card';
import type { WorkspaceFiles } from '../code/workspace-files';
import type { CommandHandlers, CommandId } from '../commands';
import { inInvitedRoom, type OfferRoomDeps } from '../rooms/room-questions';
import { showInformationMessage } from '../window/messages';
import { CapturedOutput, type OutputLines } from './captured-output';
import { OutputReview } from './output-review';
import { type CommandOutput, lineWithoutFolders } from './terminal-card';
import type { RunCommand, TerminalWatch } from './terminal-watch';

export interface TerminalCommandDeps extends CardSenderDeps, OfferRoomDeps {
  readonly files: Pick<WorkspaceFiles, 'pathInside' | 'ownFolders'>;
  readonly terminals: Pick<TerminalWatch, 'last'>;
  /** Attaches a card to the draft, with the output that it is a part of. */
  attach(card: Card, review?: OutputReview): void;
}

const integrationSetting = 'terminal.integrated.shellIntegration.enabled';
const copySelection = 'workbench.action.terminal.copySelection';

/**
 * Commands that send what a terminal shows. The card always waits above the message box, where the user sees all of it,
 * also with `deskmate.sendAtOnce`: an output may contain more than the user remembers.
 */
export function terminalCommands(deps: TerminalCommandDeps) {
  return {
    // The terminal's menus pass the terminal, alone or with others that are selected.
    'deskmate.sendTerminalOutput': (...args) =>
      inInvitedRoom(deps, () =>
        sendOutput(args.flat().find(isTerminal) ?? vscode.window.activeTerminal, deps),
      ),
    'deskmate.sendTerminalSelection': () => inInvitedRoom(deps, () => sendSelection(deps)),
  } satisfies Partial<CommandHandlers>;
}

async function sendOutput(
  terminal: vscode.Terminal | undefined,
  deps: TerminalCommandDeps,
): Promise<void> {
  const { terminals, t } = deps;
  if (!terminal) {
    void showInformationMessage(t('Open a terminal and run a command there first.'));
    return;
  }
  const command = terminals.last(terminal);
  if (command) offer(await outputOf(command, deps), deps);
  else if (terminal.shellIntegration) {
    void showInformationMessage(
      t(
        'No command has run in this terminal since you joined the room. Run it again, or select its output and use Send Terminal Selection to Chat.',
      ),
    );
  } else await explainIntegration(deps);
}

async function outputOf(
  command: RunCommand,
  { files }: TerminalCommandDeps,
): Promise<CommandOutput> {
  const { commandLine, cwd, output, duration, exit } = command;
  const folder = cwd && (await files.pathInside(cwd));
  const folders = await files.ownFolders();
  const line = withoutFolders(commandLine.trim(), folders);
  return {
    facts: {
      ...(line !== '' && { command: line }),
      ...(folder !== undefined && { folder }),
      ...(exit !== undefined && { exit }),
      ...(duration !== undefined && { duration }),
    },
    output: outputWithout(folders, output.read()),
  };
}

function outputWithout(folders: OwnFolders, { lines, gaps }: OutputLines): OutputLines {
  return { lines: lines.map((line) => lineWithoutFolders(line, folders)), gaps };
}

function offer(whole: CommandOutput, deps: TerminalCommandDeps): void {
  const review = new OutputReview(whole);
  // It is made to fit into a message.
  deps.attach(review.card, review);
}

async function sendSelection(deps: TerminalCommandDeps): Promise<void> {
  const text = await selectedText();
  if (text.trim() === '') {
    void showInformationMessage(deps.t('Select some text in the terminal first.'));
    return;
  }
  const output = new CapturedOutput();
  output.push(text);
  const folders = await deps.files.ownFolders();
  offer({ facts: {}, output: outputWithout(folders, output.read()) }, deps);
}

/**
 * What is selected in the active terminal. Extensions can only have it copied, so the clipboard gets its text back
 * afterwards; a picture in it is lost, as it is with the editor's own Copy.
 */
async function selectedText(): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  // Otherwise an older copy would be taken for the selection when there is none.
  await clipboard.writeText('');
  try {
    await vscode.commands.executeCommand(copySelection);
    return await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
}

/** Says why the command's output isn't known, and what helps. */
async function explainIntegration({ t }: TerminalCommandDeps): Promise<void> {
  const [select, settings] = [t('Send Terminal Selection'), t('Open Settings')];
  const chosen = await showInformationMessage(
    t(
      'Deskmate can’t tell what a command wrote here, because the terminal has no shell integration. Turn it on in the settings and open a new terminal with bash, zsh, fish or PowerShell; or select the output and send the selection.',
    ),
    select,
    settings,
  );
  const selectionCommand: CommandId = 'deskmate.sendTerminalSelection';
  if (chosen === select) await vscode.commands.executeCommand(selectionCommand);
  else if (chosen === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', integrationSetting);
  }
}

function isTerminal(value: unknown): value is vscode.Terminal {
  const { sendText, show } = Object(value) as Record<string, unknown>;
  return typeof sendText === 'function' && typeof show === 'function';
}
