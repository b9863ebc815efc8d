import type { InviteKind } from '../../src/net/transport';
import type { EditorWindow } from '../editor/window';

/** The order in which Host Room offers the kinds of room. */
const KINDS = ['pair', 'group', 'lab-hub', 'lab-p2p'] as const;

/** Hosts a room by invite on all networks. @returns the invite */
export async function hostByInvite(window: EditorWindow, kind: InviteKind): Promise<string> {
  const { quickInput } = window;
  await chooseKind(window, kind);
  await quickInput.waitFor('(2/');
  await quickInput.accept();
  if (kind === 'group') {
    await quickInput.waitFor('(3/');
    await quickInput.accept();
  }
  await toast(window).waitFor();
  return String(await window.page.evaluate('navigator.clipboard.readText()'));
}

/** Hosts a lab hub on this computer only. @returns its port */
export async function hostHub(window: EditorWindow, clients = 16): Promise<number> {
  const { quickInput } = window;
  await chooseKind(window, 'lab-hub');
  await quickInput.waitFor('(2/');
  await quickInput.accept();
  await quickInput.waitFor('(3/');
  await quickInput.type('');
  await quickInput.accept();
  await quickInput.waitFor('(4/');
  await quickInput.type(String(clients));
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

/** Joins a lab room. */
export async function joinHub(window: EditorWindow, port: number): Promise<void> {
  await typeTarget(window, `127.0.0.1:${port}`);
  await window.quickInput.accept();
  await untilIn(window);
}

/** Joins by a pasted invite. */
export async function joinByInvite(window: EditorWindow, invite: string): Promise<void> {
  await typeTarget(window, invite);
  await window.quickInput.accept();
  await untilIn(window);
}

/** Says something, and waits until the room has it. */
export async function say(window: EditorWindow, text: string): Promise<void> {
  const panel = window.panel();
  await panel.send(text);
  await panel.waitForText(text.split('\n').at(-1)?.trim() ?? text);
}

/** Closes the notifications. */
export async function closeToasts(window: EditorWindow): Promise<void> {
  await window.runCommand('Notifications: Clear All Notifications');
  await toast(window).waitFor({ state: 'detached' });
}

/** Makes the side bar as wide as it is on a small screen. */
export async function narrow({ page }: EditorWindow): Promise<void> {
  const sash = { x: 348, y: 400 };
  await page.mouse.move(sash.x, sash.y);
  await page.mouse.down();
  await page.mouse.move(248, sash.y, { steps: 8 });
  await page.mouse.up();
}

/** Opens the list of kinds of room. */
export async function openKinds(window: EditorWindow): Promise<void> {
  await window.runCommand('Chat: Host Room');
  await window.quickInput.waitFor('(1/');
  await window.quickInput.items();
}

async function chooseKind(window: EditorWindow, kind: (typeof KINDS)[number]): Promise<void> {
  const { quickInput } = window;
  await openKinds(window);
  // The first one is active; the words depend on the language, the order does not.
  await quickInput.input.press('Home');
  for (let row = 0; row < KINDS.indexOf(kind); row += 1) await quickInput.input.press('ArrowDown');
  await quickInput.accept();
}

async function untilIn(window: EditorWindow): Promise<void> {
  await window.quickInput.waitUntilClosed();
  await window.panel().composer.waitFor();
  await toast(window).waitFor({ state: 'detached' });
}

function toast({ page }: EditorWindow) {
  return page.locator('.notification-toast').first();
}
