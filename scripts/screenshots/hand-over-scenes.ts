import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  closeToasts,
  confirm,
  hostByInvite,
  joinByInvite,
  moveToBottom,
  narrow,
  say,
  typeTarget,
  untilReceived,
} from './window-steps';

/** How often the question is opened until the successor is listed, which takes about a second. */
const OFFER_ATTEMPTS = 20;

/** A host who hands the room over, seen by both, and what each does next. */
export const handOverScenes: Readonly<Record<string, Scene>> = {
  async succession(stage, look, name) {
    const texts = textsOf(look);
    const [person, other] = texts.classmates;
    const host = await stage.window(look);
    const invite = await hostByInvite(host, 'group');
    await closeToasts(host);
    const guest = await stage.window(look, { person });
    await chooseTakeOver(guest, 'ask');
    await typeTarget(guest, invite);
    await guest.quickInput.accept();
    await guest.quickInput.waitUntilClosed();
    await guest.panel().composer.waitFor();
    const toasts = guest.page.locator('.notification-toast');
    // The progress of joining names the room, which has the host's name.
    await toasts.filter({ hasNotText: texts.self }).first().waitFor();
    await toasts.filter({ hasText: texts.self }).waitFor({ state: 'detached' });
    await stage.shoot(guest, `${name}-consent`);
    await guest.quickInput.click(toasts.locator('.monaco-button').first());
    const classmate = stage.classmate(other, {}, await temporaryArchive(stage));
    await classmate.joinByInvite(invite);
    await host.panel().participants.nth(2).waitFor();
    await say(guest, texts.question);
    await host.panel().waitForText(texts.question);
    await say(host, texts.answer);
    await untilReceived(host);
    await closeToasts(host);

    await openCloseQuestion(host, person);
    await stage.shoot(host, `${name}-close`);
    await host.press('Escape');
    await host.dialog().waitFor({ state: 'detached' });
    await host.runCommand('Chat: Hand Over Room');
    await host.quickInput.row(person).waitFor();
    await stage.shoot(host, `${name}-choice`);
    await host.quickInput.accept();
    await host.waitForNotification(person);
    await host.panel().participants.nth(2).waitFor();
    await stage.shoot(host, `${name}-former`);
    await toasts.first().waitFor();
    await guest.panel().frame.locator('.member.away').waitFor({ state: 'detached' });
    await stage.shoot(guest, name);
    await closeToasts(host);
    await narrow(host);
    await stage.shoot(host, `${name}-former-narrow`);
    await closeToasts(guest);
    await narrow(guest);
    await stage.shoot(guest, `${name}-narrow`);
    await guest.statusBarItem.click();
    await guest.quickInput.items();
    await stage.shoot(guest, `${name}-menu`);
    await guest.quickInput.cancel();

    classmate.session.invited?.setMayTakeOver?.(true);
    await openCloseQuestion(guest, other);
    await guest.dialog().getByRole('button', { name: other }).click();
    await guest.waitForNotification(other);
    await stage.shoot(guest, `${name}-left`);
  },

  /** A group whose host is gone, and whose members choose this window as the next host. */
  async 'host-gone'(stage, look, name) {
    const texts = textsOf(look);
    const [first, second] = texts.classmates;
    const window = await stage.window(look);
    await chooseTakeOver(window, 'allow');
    const host = stage.classmate(first, {}, await temporaryArchive(stage));
    const invite = await host.host('group', texts.roomOf(first));
    await joinByInvite(window, invite);
    await untilMayHost(host, 2);
    const classmate = stage.classmate(second, {}, await temporaryArchive(stage));
    await classmate.joinByInvite(invite);
    classmate.session.invited?.setMayTakeOver?.(true);
    await untilMayHost(host, 3);
    host.say(texts.question);
    await window.panel().waitForText(texts.question);
    await window.panel().participants.nth(2).waitFor();
    await stage.shoot(window, `${name}-before`);
    await host.session.suspend();
    await window.panel().frame.locator('.room-bar.reconnecting').waitFor();
    await say(window, texts.meanwhile);
    await stage.shoot(window, name);
    await window.statusBarItem.hover();
    await window.page.locator('.workbench-hover').waitFor();
    await stage.shoot(window, `${name}-hover`, { keepMouse: true });
    await window.page.mouse.move(0, 0);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
    await window.panel().frame.locator('.room-bar.hosting').waitFor({ timeout: GONE_MS });
    await window.page.locator('.notification-toast').first().waitFor();
    await window.panel().frame.locator('.member.here').nth(1).waitFor();
    await stage.shoot(window, `${name}-next`);
    await moveToBottom(window, look);
    await stage.shoot(window, `${name}-bottom`);
    await chooseTakeOver(window, 'never');
  },

  /** A guest whose host is gone, and continues the chat as a new room. */
  async 'new-room'(stage, look, name) {
    const texts = textsOf(look);
    const [partner] = texts.classmates;
    const window = await stage.window(look);
    const host = stage.classmate(partner);
    await joinByInvite(window, await host.host('pair', texts.roomOf(partner)));
    host.say(texts.question);
    await window.panel().waitForText(texts.question);
    await say(window, texts.answer);
    await untilReceived(window);
    await host.session.suspend();
    await window.panel().frame.locator('.room-bar.reconnecting').waitFor();
    await say(window, texts.meanwhile);
    await window.openContainer(look.language === CHINESE ? '资源管理器' : 'Explorer');
    const toast = window.page.locator('.notification-toast', { hasText: partner });
    await toast.waitFor({ timeout: GONE_MS });
    await stage.shoot(window, `${name}-notice`);
    await closeToasts(window);
    await window.openContainer('Deskmate');
    const offer = window.panel().frame.locator('.room-bar .actions vscode-button');
    await offer.waitFor();
    await stage.shoot(window, name);
    await window.statusBarItem.click();
    await window.quickInput.items();
    await stage.shoot(window, `${name}-menu`);
    await window.quickInput.cancel();
    await offer.click();
    await window.dialog().waitFor();
    await stage.shoot(window, `${name}-question`);
    await window.press('Escape');
    await window.dialog().waitFor({ state: 'detached' });
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
    await moveToBottom(window, look);
    await stage.shoot(window, `${name}-bottom`);
    await offer.click();
    await confirm(window);
    await window.panel().frame.locator('.room-bar.hosting').waitFor();
    await window.page.locator('.notification-toast').first().waitFor();
    await stage.shoot(window, `${name}-hosted`);
  },

  /** A guest whose host has closed the room. */
  async 'closed-room'(stage, look, name) {
    const texts = textsOf(look);
    const [partner] = texts.classmates;
    const window = await stage.window(look);
    const host = stage.classmate(partner);
    await joinByInvite(window, await host.host('group', texts.roomOf(partner)));
    host.say(texts.question);
    await window.panel().waitForText(texts.question);
    await host.session.leave();
    await window.panel().frame.locator('.room-bar.offline').waitFor();
    await stage.shoot(window, name);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
  },
};

/** How long a pair waits for its host, and a little more, in ms. */
const GONE_MS = 60_000;

/** The answers to the question whether to take over rooms, in the order of the list. */
const TAKE_OVER_ANSWERS = ['ask', 'allow', 'never'] as const;

/** Chooses whether the window takes over: an answer is kept, also for the windows of later scenes. */
async function chooseTakeOver(
  window: EditorWindow,
  answer: (typeof TAKE_OVER_ANSWERS)[number],
): Promise<void> {
  await window.runCommand('Chat: Choose Whether to Take Over Rooms');
  await window.quickInput.items();
  await window.quickInput.input.press('Home');
  for (let row = 0; row < TAKE_OVER_ANSWERS.indexOf(answer); row += 1) {
    await window.quickInput.input.press('ArrowDown');
  }
  await window.quickInput.accept();
  await window.quickInput.waitUntilClosed();
}

/** A classmate who can take over stores the room. */
async function temporaryArchive(stage: Stage): Promise<RoomArchive> {
  const folder = await stage.temporaryFolder();
  const onFailure = (error: unknown) => console.error(error);
  return new RoomArchive({ folder, clock: systemClock, onFailure });
}

/** Waits until so many members can host the room. */
function untilMayHost({ session }: Classmate, count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (session.state.room?.voters?.length === count) resolve();
    };
    session.onDidChangeState(look);
    look();
  });
}

/** Opens the question of Close Room, once it offers to hand the room over to this member. */
async function openCloseQuestion(window: EditorWindow, successor: string): Promise<void> {
  for (let attempt = 0; attempt < OFFER_ATTEMPTS; attempt += 1) {
    await window.runCommand('Chat: Close Room');
    const dialog = window.dialog();
    await dialog.waitFor();
    if ((await dialog.getByRole('button', { name: successor }).count()) > 0) return;
    await window.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  throw new Error(`The room can't be handed over to ${successor}.`);
}
