import type { Locator } from 'playwright-core';
import {
  type InviteKind,
  isForTwo,
  type LabKind,
  type RoomKind,
  roomKindNames,
} from '../../src/protocol/room-kinds';
import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import type { Look } from './looks';

/** Hosts an invite room on all networks. @returns the invite */
export async function hostByInvite(window: EditorWindow, kind: InviteKind): Promise<string> {
  const { quickInput } = window;
  await chooseKind(window, kind);
  await quickInput.waitFor('(2/');
  await quickInput.accept();
  const isForMany = !isForTwo(kind);
  if (isForMany) {
    await quickInput.waitFor('(3/');
    await quickInput.accept();
  }
  // Not shown on the network.
  await quickInput.waitFor(isForMany ? '(4/' : '(3/');
  await quickInput.accept();
  await toast(window).waitFor();
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** Hosts a pair on all networks up to the question who finds it. */
export async function askWhoFinds(window: EditorWindow): Promise<void> {
  await chooseKind(window, 'pair');
  await window.quickInput.waitFor('(2/');
  await window.quickInput.accept();
  await window.quickInput.waitFor('(3/');
  await window.quickInput.items();
}

/** Hosts a lab hub on this computer only. @returns its port */
export function hostHub(window: EditorWindow, clients = 16): Promise<number> {
  return hostLab(window, 'lab-hub', () => window.quickInput.type(String(clients)));
}

/**
 * Hosts a lab hub over UDP, without acknowledgements, on this computer only.
 * @param onQuestion called while the user is asked whether it is bare
 * @returns its port
 */
export function hostBareHub(
  window: EditorWindow,
  onQuestion: () => Promise<void>,
): Promise<number> {
  return hostOverUdp(window, async () => {
    await onQuestion();
    await window.quickInput.input.press('ArrowDown');
  });
}

/** Hosts a lab hub over UDP, with acknowledgements, on this computer only. @returns its port */
export function hostUdpHub(window: EditorWindow): Promise<number> {
  return hostOverUdp(window, async () => {});
}

/** @param choose chooses the answer to whether the room is bare; it isn't by default */
function hostOverUdp(window: EditorWindow, choose: () => Promise<void>): Promise<number> {
  const { quickInput } = window;
  return hostLab(window, 'lab-udp', async () => {
    await quickInput.items();
    await choose();
    await quickInput.accept();
    await quickInput.waitFor('(5/');
  });
}

/**
 * Hosts a lab room on this computer only, at any free port.
 * @param answerRest answers what is asked after the port, without accepting the last answer
 * @returns its port
 */
async function hostLab(
  window: EditorWindow,
  kind: LabKind,
  answerRest: () => Promise<void>,
): Promise<number> {
  const { quickInput } = window;
  await chooseKind(window, kind);
  await quickInput.waitFor('(2/');
  await quickInput.accept();
  await quickInput.waitFor('(3/');
  await quickInput.type('');
  await quickInput.accept();
  await quickInput.waitFor('(4/');
  await answerRest();
  await quickInput.accept();
  await quickInput.waitUntilClosed();
  await window.waitForStatus(/:\d+/);
  return Number(/:(\d+)/.exec(await window.statusBarText())?.[1]);
}

/** Types an invite or an address into Join Room. */
export async function typeTarget(window: EditorWindow, target: string): Promise<void> {
  await window.runCommand('Chat: Join Room');
  await window.quickInput.type(target);
  await window.quickInput.items();
}

/** Joins a lab room, by the port on this computer or by its address. */
export async function joinHub(window: EditorWindow, place: number | string): Promise<void> {
  await typeTarget(window, typeof place === 'number' ? `127.0.0.1:${place}` : place);
  await window.quickInput.accept();
  await waitUntilAdmitted(window);
}

/** Joins by a pasted invite. */
export async function joinByInvite(window: EditorWindow, invite: string): Promise<void> {
  await typeTarget(window, invite);
  await window.quickInput.accept();
  await waitUntilAdmitted(window);
}

/** Sends a message, and waits until it is in the log. */
export async function say(window: EditorWindow, text: string): Promise<void> {
  const panel = window.panel();
  await panel.send(text);
  await panel.waitForText(shown(text));
}

/** A Markdown text's last line as the log shows it. */
export function shown(text: string): string {
  const line = text.split('\n').at(-1)?.trim() ?? text;
  return line.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

/** The newest message on screen with this text in it. */
export function messageOf(window: EditorWindow, words: string): Locator {
  return window
    .panel()
    .articles.filter({ hasText: shown(words) })
    .last();
}

export async function react(window: EditorWindow, words: string, emoji: string): Promise<void> {
  await press(window, words, 'react');
  await window.panel().frame.getByRole('dialog').getByRole('button', { name: emoji }).click();
  await messageOf(window, words).locator('.chip', { hasText: emoji }).waitFor();
}

/** Edits one's newest message, which has this text in it, from the keyboard. */
export async function editLast(window: EditorWindow, words: string, text: string): Promise<void> {
  const { composer } = window.panel();
  await messageOf(window, words).locator('.delivery.all').waitFor();
  await composer.press('ArrowUp');
  await composer.fill(text);
  await composer.press('Enter');
  await messageOf(window, text).waitFor();
}

/** Deletes one of one's own messages. */
export async function takeBack(window: EditorWindow, words: string): Promise<void> {
  await press(window, words, 'delete');
  await confirm(window);
  await messageOf(window, words).waitFor({ state: 'detached' });
}

/** Accepts the editor's dialog with its first button. */
export async function confirm({ page }: EditorWindow): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByRole('button').first().waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

/** Waits until everyone has received one's messages. */
export async function untilReceived(window: EditorWindow): Promise<void> {
  const { log } = window.panel();
  await log.locator('.delivery.all').last().waitFor();
}

/** Waits until a card is attached to the message box, and that has the focus. */
export async function untilAttached(window: EditorWindow): Promise<void> {
  await window.panel().frame.locator('#attachment').waitFor();
  await window.panel().frame.locator('#composer:focus').waitFor();
}

/** Selects whole lines of the file being edited, counted from 1. */
export async function selectLines(window: EditorWindow, from: number, to: number): Promise<void> {
  const { page } = window;
  await goTo(window, from);
  for (let line = from; line < to; line += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
}

/** Puts the cursor at a place of the file being edited, counted from 1. */
export async function goTo(window: EditorWindow, line: number, column = 1): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('Go to Line/Column...');
  await quickInput.type(`:${line}:${column}`);
  await quickInput.accept();
  await quickInput.waitUntilClosed();
}

/** Closes the notifications. */
export async function closeToasts(window: EditorWindow): Promise<void> {
  await window.runCommand('Notifications: Clear All Notifications');
  await toast(window).waitFor({ state: 'detached' });
}

/** Makes the side bar narrow, as on a small screen: 200 pixels. */
export function narrow(window: EditorWindow): Promise<void> {
  return moveSash(window, 248);
}

/** Makes the side bar wide, for reading code in it. */
export function widen(window: EditorWindow): Promise<void> {
  return moveSash(window, 448);
}

/** Moves the chat to the panel below the editors. @param chat what the view is called in the window's language */
export async function moveToBottom(window: EditorWindow, { language }: Look): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('View: Move View');
  await quickInput.type(language === CHINESE ? '聊天' : 'Chat');
  await quickInput.accept();
  // The first of the places: an entry of its own in the panel.
  await quickInput.accept();
  await quickInput.waitUntilClosed();
  await window.panel().log.waitFor();
}

/** The edge of a side bar of the default width, in pixels. */
const SASH = { x: 348, y: 400 };

async function moveSash({ page }: EditorWindow, x: number): Promise<void> {
  await page.mouse.move(SASH.x, SASH.y);
  await page.mouse.down();
  await page.mouse.move(x, SASH.y, { steps: 8 });
  await page.mouse.up();
}

/** Opens the list of kinds of room. */
export async function openKinds(window: EditorWindow): Promise<void> {
  await window.runCommand('Chat: Host Room');
  await window.quickInput.waitFor('(1/');
  await window.quickInput.items();
}

export async function chooseKind(window: EditorWindow, kind: RoomKind): Promise<void> {
  const { quickInput } = window;
  await openKinds(window);
  // By position: the labels depend on the language, the order doesn't.
  await quickInput.input.press('Home');
  for (let row = 0; row < roomKindNames.indexOf(kind); row += 1)
    await quickInput.input.press('ArrowDown');
  await quickInput.accept();
}

async function waitUntilAdmitted(window: EditorWindow): Promise<void> {
  await window.quickInput.waitUntilClosed();
  await window.panel().composer.waitFor();
  await toast(window).waitFor({ state: 'detached' });
}

/** Hovers over a message, and clicks one of the buttons that appear. */
async function press(
  window: EditorWindow,
  words: string,
  button: 'react' | 'delete',
): Promise<void> {
  const message = messageOf(window, words);
  await message.locator('.bubble').first().hover();
  await message.locator(`[data-action="${button}"]`).click();
}

function toast({ page }: EditorWindow) {
  return page.locator('.notification-toast').first();
}
