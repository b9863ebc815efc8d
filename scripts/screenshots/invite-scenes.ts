import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Look } from './looks';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  closeToasts,
  confirm,
  hostByInvite,
  joinByInvite,
  openKinds,
  say,
  typeTarget,
} from './window-steps';

/** Invite rooms. */
export const inviteScenes: Readonly<Record<string, Scene>> = {
  async kinds(stage, look, name) {
    const window = await stage.window(look);
    await openKinds(window);
    await stage.shoot(window, name);
  },

  /** Something is listening at the invite's address, but never replies. */
  async connecting(stage, look, name) {
    const window = await stage.window(look);
    const [, invite] = await hosted(stage, look);
    await typeTarget(window, await stage.silent(invite));
    await window.quickInput.accept();
    await window.quickInput.waitUntilClosed();
    await window.panel().frame.locator('.room-bar.connecting').first().waitFor();
    await stage.shoot(window, name);
  },

  async invite(stage, look, name) {
    const window = await stage.window(look);
    await hostByInvite(window, 'pair');
    await stage.shoot(window, name);
  },

  async qr(stage, look, name) {
    const window = await stage.window(look);
    await hostByInvite(window, 'group');
    await closeToasts(window);
    await window.runCommand('Chat: Show Invite as QR Code');
    const page = window.page.frameLocator('deskmate-panel=invite').frameLocator('#active-frame');
    await page.getByRole('img').waitFor();
    await stage.shoot(window, name);
  },

  async join(stage, look, name) {
    const window = await stage.window(look);
    const [classmate, invite] = await hosted(stage, look);
    await typeTarget(window, invite);
    await stage.shoot(window, name);
    await window.quickInput.cancel();
    await joinByInvite(window, invite);
    await talk(window, classmate, look);
    await stage.shoot(window, `${name}-joined`);
  },

  /** The host's window is gone; new messages are queued. */
  async away(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const [classmate, invite] = await hosted(stage, look);
    await joinByInvite(window, invite);
    await talk(window, classmate, look);
    await classmate.session.suspend();
    await window.waitForStatus('…');
    await say(window, texts.meanwhile);
    await window.panel().log.locator('.queued').waitFor();
    await stage.shoot(window, name);
  },

  async removed(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const [classmate, invite] = await hosted(stage, look, 'group');
    await joinByInvite(window, invite);
    await say(window, texts.question);
    classmate.removeGuests(texts.reason);
    await window.panel().waitForText(texts.reason);
    await window.panel().frame.getByRole('button').nth(2).waitFor();
    await stage.shoot(window, name);
  },

  /** One member is idle, one has lost the connection. */
  async group(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const panel = window.panel();
    const invite = await hostByInvite(window, 'group');
    const people = texts.classmates.map((person) => stage.classmate(person));
    const [first, second, third] = people as [Classmate, Classmate, Classmate];
    for (const [index, person] of people.entries()) {
      await person.joinByInvite(invite);
      await panel.participants.nth(index + 1).waitFor();
    }
    await closeToasts(window);
    first.say(texts.question);
    await panel.waitForText(texts.question);
    await say(window, texts.answer);
    second.say(texts.thanks);
    await panel.waitForText(texts.thanks);
    await panel.log.locator('.delivery.all').waitFor();
    second.session.invited?.setPresence('idle');
    await panel.frame.locator('.member.idle').waitFor();
    await third.session.suspend();
    await panel.frame.locator('.member.away').waitFor();
    await say(window, texts.next);
    await panel.log.locator('.delivery.received').waitFor();
    await stage.shoot(window, name);
  },

  async history(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    await clearHistory(window);
    const [classmate, invite] = await hosted(stage, look);
    await joinByInvite(window, invite);
    await talk(window, classmate, look);
    await window.runCommand('Chat: Leave Room');
    const [, other] = await hosted(stage, look, 'group', texts.classmates[1]);
    await joinByInvite(window, other);
    await classmate.session.leave();
    await say(window, texts.next);
    await window.runCommand('Chat: Leave Room');
    await hostByInvite(window, 'group');
    await say(window, texts.question);
    await window.runCommand('Chat: Close Room');
    await closeToasts(window);
    await window.runCommand('Chat: Open History');
    await window.quickInput.items();
    await stage.shoot(window, name);
  },
};

/** Has a classmate host a room. @returns the classmate and the invite */
async function hosted(
  stage: Stage,
  look: Look,
  kind: 'pair' | 'group' = 'pair',
  name = textsOf(look).classmates[0],
): Promise<[Classmate, string]> {
  const classmate = stage.classmate(name);
  return [classmate, await classmate.host(kind, textsOf(look).roomOf(name))];
}

async function talk(window: EditorWindow, classmate: Classmate, look: Look): Promise<void> {
  const texts = textsOf(look);
  const panel = window.panel();
  classmate.say(texts.question);
  await panel.waitForText(texts.question);
  await say(window, texts.answer);
  classmate.say(texts.thanks);
  await panel.waitForText(texts.thanks);
  await say(window, texts.next);
  await panel.log.locator('.delivery.all').nth(1).waitFor();
  classmate.session.invited?.typing();
  await panel.frame.locator('.typing bdi').waitFor();
}

/** All windows of a server share their history, which has the rooms of earlier scenes. */
async function clearHistory(window: EditorWindow): Promise<void> {
  await window.runCommand('Chat: Clear History');
  await confirm(window);
}
