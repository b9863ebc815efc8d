import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Look } from './looks';
import { ROOM_FOR_MANY, sayMany } from './many-messages';
import { editLast, messageOf, react, takeBack, untilReceived } from './message-steps';
import type { Scene } from './scene';
import type { Stage } from './stage';
import { labWordsOf } from './texts';
import { closeToasts, joinByInvite, narrow, say, widen } from './window-steps';
import { wordsOf } from './words';

const HOUR = 60 * 60_000;

/** What people say, and do to what was said. */
export const talkScenes: Readonly<Record<string, Scene>> = {
  async talk(stage, look, name) {
    const [window] = await talking(stage, look, 1040);
    await widen(window);
    await stage.shoot(window, name);
  },

  async narrow(stage, look, name) {
    const [window] = await talking(stage, look);
    await narrow(window);
    await stage.shoot(window, name);
  },

  async tab(stage, look, name) {
    const [window] = await talking(stage, look);
    await window.runCommand('Chat: Open in Editor');
    await window.panel('editor').log.waitFor();
    await stage.shoot(window, name);
  },

  async menu(stage, look, name) {
    const [window] = await talking(stage, look);
    await window.statusBarItem.click();
    await window.quickInput.items();
    await stage.shoot(window, name);
  },

  /** The buttons of a message, and the reactions to choose from. */
  async actions(stage, look, name) {
    const words = labWordsOf(look);
    const [window] = await talking(stage, look);
    const message = messageOf(window, words.fixed[1]);
    await message.locator('.bubble').hover();
    await message.locator('[data-action="edit"]').waitFor();
    await stage.shoot(window, name, { keepMouse: true });
    await message.locator('[data-action="react"]').click();
    await window.panel().frame.getByRole('dialog').getByRole('button').first().waitFor();
    await stage.shoot(window, `${name}-reaction`);
  },

  async find(stage, look, name) {
    const words = labWordsOf(look);
    const [window] = await talking(stage, look);
    await window.runCommand('Chat: Find in Chat');
    const field = window.panel().frame.locator('#find');
    await field.fill(words.sought);
    await field.press('Enter');
    await stage.shoot(window, name);
  },

  /** In a group: mentioned, and about to mention somebody. */
  async mention(stage, look, name) {
    const words = labWordsOf(look);
    const { classmates, roomOf } = wordsOf(look);
    const window = await stage.window(look);
    const panel = window.panel();
    const [first, second, third] = classmates.map((person) => stage.classmate(person)) as [
      Classmate,
      Classmate,
      Classmate,
    ];
    const invite = await first.host('group', roomOf(classmates[0]));
    await joinByInvite(window, invite);
    await second.enter(invite);
    await third.enter(invite);
    await panel.participants.nth(3).waitFor();
    first.say(words.steps);
    await panel.waitForText('hub.py');
    await say(window, words.agreed);
    second.say(words.mention);
    await panel.log.locator('[data-mention]').first().waitFor();
    await third.answer(words.agreed, wordsOf(look).thanks);
    await panel.waitForText(wordsOf(look).thanks);
    await panel.composer.pressSequentially(words.asking);
    await panel.frame.getByRole('listbox').waitFor();
    await stage.shoot(window, name);
  },

  /** What was said while the chat was out of sight. */
  async unread(stage, look, name) {
    const words = labWordsOf(look);
    const [window, classmate] = await talking(stage, look);
    await window.openContainer(look.language === CHINESE ? '资源管理器' : 'Explorer');
    await window.panel().log.waitFor({ state: 'detached' });
    for (const text of words.chatter.slice(0, 9)) classmate.say(text);
    await window.badge('Deskmate').filter({ hasText: '9' }).waitFor();
    await stage.shoot(window, `${name}-hidden`);
    await window.openContainer('Deskmate');
    await window.panel().log.locator('.unread').waitFor();
    await stage.shoot(window, name);
  },

  /** The newest of very many messages, and those of some days before. */
  async many(stage, look, name) {
    const words = labWordsOf(look);
    const { classmates, roomOf } = wordsOf(look);
    const [person, other] = classmates;
    const host = stage.classmate(person, ROOM_FOR_MANY);
    host.behind = 21 * 24 * HOUR;
    const invite = await host.host('group', roomOf(person));
    const guest = await stage.classmate(other).enter(invite);
    await sayMany([host, guest], 10_000, words.chatter);
    const window = await stage.window(look);
    await joinByInvite(window, invite);
    const panel = window.panel();
    await panel.waitForText(words.chatter[9_999 % words.chatter.length] as string);
    await stage.shoot(window, name);
    await panel.log.hover();
    for (let turn = 0; turn < 40; turn += 1) await window.page.mouse.wheel(0, -2_000);
    await stage.shoot(window, `${name}-before`);
    await window.runCommand('Chat: Find in Chat');
    await panel.frame.locator('#find').fill(words.sought);
    await panel.frame.locator('.find-count', { hasText: /\d/ }).waitFor();
    await stage.shoot(window, `${name}-find`);
  },

  /** The chat as a document to hand in. */
  async export(stage, look, name) {
    const [window] = await talking(stage, look);
    await window.runCommand('Chat: Export Chat');
    await window.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await stage.shoot(window, name);
  },
};

/** Partners found out yesterday and today why a hub floods. */
async function talking(stage: Stage, look: Look, height = 760): Promise<[EditorWindow, Classmate]> {
  const words = labWordsOf(look);
  const { classmates, roomOf } = wordsOf(look);
  const window = await stage.window(look, { open: 'hub.py', height });
  const panel = window.panel();
  const classmate = stage.classmate(classmates[0]);
  classmate.behind = sinceYesterdayEvening();
  await joinByInvite(window, await classmate.host('pair', roomOf(classmates[0])));
  classmate.say(words.plan);
  await panel.waitForText('q');
  await say(window, words.agreed);
  await classmate.heard(words.agreed);
  classmate.behind = 0.2 * HOUR;
  classmate.say(words.steps);
  await panel.waitForText('hub.py');
  await react(window, 'hub.py', '👍');
  classmate.behind = 0;
  await panel.send(words.flood);
  await classmate.react(words.flood, '😂');
  await classmate.answer(words.flood, words.why);
  await panel.log.locator('code-view').waitFor();
  await say(window, words.doubt);
  await classmate.heard(words.doubt);
  await takeBack(window, words.doubt);
  await say(window, words.fixed[0]);
  await editLast(window, ...words.fixed);
  await classmate.heard(words.fixed[1]);
  await classmate.react(words.fixed[1], '🎉');
  await messageOf(window, words.fixed[1]).locator('.chip').first().waitFor();
  await untilReceived(window);
  await closeToasts(window);
  classmate.session.invited?.typing();
  await panel.frame.locator('.typing bdi').waitFor();
  return [window, classmate];
}

function sinceYesterdayEvening(): number {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  return Date.now() - midnight.getTime() + 4 * HOUR;
}
