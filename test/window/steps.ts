import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Panel } from '../../scripts/editor/panel';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor, waitForResult } from '../helpers/wait-for';

/** What a person answers when hosting; Enter accepts the default. */
export interface HostAnswers {
  readonly port?: number;
  readonly clients?: number;
}

/** Hosts a lab hub on this computer from the command palette. @returns its port */
export async function hostHub(window: EditorWindow, answers: HostAnswers = {}): Promise<number> {
  const { quickInput } = window;
  await window.runCommand('Chat: Host Room');
  await quickInput.waitFor('Host Room (1/');
  await quickInput.pick('Lab hub');
  await quickInput.waitFor('Host Room (2/4)');
  await quickInput.pick('This computer only');
  await quickInput.waitFor('Host Room (3/4)');
  await quickInput.type(String(answers.port ?? ''));
  await quickInput.accept();
  await quickInput.waitFor('Host Room (4/4)');
  await quickInput.type(String(answers.clients ?? 16));
  await quickInput.accept();
  const port = await hostedPort(window);
  await waitForChatFocus(window);
  return port;
}

/**
 * Clicks the chat's icon; returns when the chat has the focus. A page that loads later would take the focus
 * from a question asked in between, which would then close.
 */
export async function openChat(window: EditorWindow, title = 'Deskmate'): Promise<void> {
  await window.openContainer(title);
  await window.page.waitForFunction('document.activeElement?.matches("iframe.webview.ready")');
}

/** Hosts a pair room on this computer, as someone who was never asked for a name. @returns its invite */
export async function hostPair(window: EditorWindow, name: string): Promise<string> {
  const { quickInput } = window;
  await window.runCommand('Chat: Host Room');
  await quickInput.waitFor('Host Room (1/');
  await quickInput.pick('Pair');
  await quickInput.waitFor('Host Room (2/');
  await quickInput.type(name);
  await quickInput.accept();
  await quickInput.waitFor('Host Room (3/');
  await quickInput.pick('This computer only');
  // Before the notification: the list of earlier notifications takes the focus.
  await waitForChatFocus(window);
  await window.waitForNotification('The invite is on the clipboard. Send it only to your partner');
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** Hosts a pair room on this computer, as someone whose name is known. @returns its invite */
export async function hostKnownPair(window: EditorWindow): Promise<string> {
  const { quickInput } = window;
  await window.runCommand('Chat: Host Room');
  await quickInput.waitFor('Host Room (1/');
  await quickInput.pick('Pair');
  await quickInput.waitFor('Host Room (2/');
  await quickInput.pick('This computer only');
  // Before the notification: the list of earlier notifications takes the focus.
  await waitForChatFocus(window);
  await window.waitForNotification('The invite is on the clipboard. Send it only to your partner');
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** Joins with a pasted invite, as someone whose name is known; returns when the room is in the panel. */
export async function joinInvite(window: EditorWindow, invite: string): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('Chat: Join Room');
  await quickInput.waitFor('Join Room');
  await quickInput.type(invite);
  await quickInput.row(/^\s*Join “/).waitFor();
  await quickInput.accept();
  await waitForChatFocus(window);
}

/** Waits until the status bar says that the window hosts. @returns the port it names */
export async function hostedPort(window: EditorWindow): Promise<number> {
  await window.waitForStatus(/Hosting :\d+/);
  return Number(/:(\d+)/.exec(await window.statusBarText())?.[1]);
}

/**
 * Waits until the chat has the focus, which it takes when its person enters a room. That closes any list
 * that was opened before.
 */
export async function waitForChatFocus(window: EditorWindow): Promise<void> {
  await window.panel().frame.locator('#composer:focus').waitFor();
}

/** Joins a room on this computer from the command palette; returns when it is in the panel. */
export async function joinRoom(window: EditorWindow, port: number): Promise<void> {
  await askToJoin(window, port);
  await waitForChatFocus(window);
}

/** Enters the address of a room on this computer in the command palette, and waits for nothing. */
export async function askToJoin(window: EditorWindow, port: number): Promise<void> {
  await window.runCommand('Chat: Join Room');
  await window.quickInput.waitFor('Join Room');
  await window.quickInput.type(`127.0.0.1:${port}`);
  await window.quickInput.row(`127.0.0.1:${port}`).waitFor();
  await window.quickInput.accept();
}

/** Waits until a list has this many items. @returns their texts */
export async function waitForItems(items: Locator, count: number): Promise<string[]> {
  let texts: string[] = [];
  await waitFor(
    async () => {
      // The texts and their number from the same moment.
      texts = await items.allTextContents();
      return texts.length === count;
    },
    () => `${count} items of ${items}, not ${texts.join(' | ')}`,
  );
  return texts.map((text) => text.trim().replace(/\s+/g, ' '));
}

/** Waits until the list of a quick pick has these labels and no others. */
export function waitForLabels(window: EditorWindow, labels: readonly string[]): Promise<boolean> {
  return waitForResult(
    async () => (await window.quickInput.items()).map(({ label }) => label),
    labels,
    'the list',
  );
}

/** Waits until a field contains exactly this text. */
export function waitForValue(field: Locator, text: string): Promise<boolean> {
  return waitForResult(() => field.inputValue(), text, `the text in ${field}`);
}

/** Picks an item of the context menu that is open or opening. */
export async function pickFromMenu(window: EditorWindow, item: string): Promise<void> {
  const menu = window.page.locator('.monaco-menu');
  // A menu that has only just opened ignores clicks.
  await menu.getByText(item).hover();
  await menu.locator('.action-item.focused', { hasText: item }).waitFor();
  await window.press('Enter');
  await menu.first().waitFor({ state: 'detached' });
}

/** Waits until a panel shows a message with exactly this text. */
export async function waitForArticle(panel: Panel, text: string): Promise<void> {
  const lines = text.split('\n').map((line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  await panel.articles
    .locator('.bubble', { hasText: new RegExp(`^\\s*${lines.join('\\s*')}\\s*$`) })
    .first()
    .waitFor();
}

/**
 * Answers one of the editor's own file dialogs, which is a box for a path here.
 * @param listed a file that the dialog lists in the folder of the path
 */
export async function answerPath(
  window: EditorWindow,
  file: string,
  button: string,
  listed = path.basename(file),
): Promise<void> {
  const { quickInput } = window;
  await quickInput.waitFor();
  const { input } = quickInput;
  const answer = quickInput.widget.getByRole('button', { name: button });
  // Nothing here waits for a box that closes meanwhile.
  const soon = { timeout: 2000 };
  // It shows its own folder late, even after it has listed the files beside the typed one; the button then does nothing.
  await waitFor(async () => {
    if (!(await quickInput.widget.isVisible())) return true;
    const text = await input.inputValue(soon).catch(() => file);
    if (text !== file) await input.fill(file, soon).catch(() => {});
    else if (await quickInput.row(listed).isVisible()) await answer.click(soon).catch(() => {});
    return false;
  }, 'it takes the path');
}
