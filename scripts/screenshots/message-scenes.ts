import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import type { Classmate } from './classmates';
import type { Look } from './looks';
import type { Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  closeToasts,
  editLast,
  joinByInvite,
  messageOf,
  narrow,
  react,
  say,
  shown,
  takeBack,
  untilReceived,
  widen,
} from './window-steps';

const HOUR = 60 * 60_000;

/** The time over which very many messages are spread, in milliseconds. */
const SPREAD_MS = 21 * 24 * HOUR;

/** Limits that let two members send that much at once. */
const LIMITS_FOR_MANY = {
  messagesPerSecond: 100_000,
  messageBurst: 100_000,
  logEntries: 20_000,
} as const;

/** Messages, and what can be done with them. */
export const messageScenes: Readonly<Record<string, Scene>> = {
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
    const texts = textsOf(look);
    const [window] = await talking(stage, look);
    const message = messageOf(window, texts.fixed[1]);
    await message.locator('.bubble').hover();
    await message.locator('[data-action="edit"]').waitFor();
    await stage.shoot(window, name, { keepMouse: true });
    await message.locator('[data-action="react"]').click();
    await window.panel().frame.getByRole('dialog').getByRole('button').first().waitFor();
    await stage.shoot(window, `${name}-reaction`);
  },

  async find(stage, look, name) {
    const texts = textsOf(look);
    const [window] = await talking(stage, look);
    await window.runCommand('Chat: Find in Chat');
    const field = window.panel().frame.locator('#find');
    await field.fill(texts.sought);
    await field.press('Enter');
    await stage.shoot(window, name);
  },

  /** What someone does, messages of emoji, the commands that work, and the picker of emoji. */
  async box(stage, look, name) {
    const [window, classmate] = await talking(stage, look);
    const { composer, frame, log } = window.panel();
    classmate.say(textsOf(look).action);
    await log.locator('.action-line').waitFor();
    await say(window, '🎉 🎉');
    await log.locator('.few-emoji').waitFor();
    await composer.pressSequentially('/');
    await frame.getByRole('listbox').waitFor();
    await stage.shoot(window, `${name}-commands`);
    await composer.press('Backspace');
    await frame.locator('.insert-emoji').click();
    await frame.getByRole('gridcell').first().waitFor();
    await stage.shoot(window, `${name}-emoji`);
  },

  /** In a group: a mention of oneself, and the list for mentioning someone. */
  async mention(stage, look, name) {
    const texts = textsOf(look);
    const { classmates, roomOf } = texts;
    const window = await stage.window(look);
    const panel = window.panel();
    const [first, second, third] = classmates.map((person) => stage.classmate(person)) as [
      Classmate,
      Classmate,
      Classmate,
    ];
    const invite = await first.host('group', roomOf(classmates[0]));
    await joinByInvite(window, invite);
    await second.joinByInvite(invite);
    await third.joinByInvite(invite);
    await panel.participants.nth(3).waitFor();
    first.say(texts.steps);
    await panel.waitForText('hub.py');
    await say(window, texts.agreed);
    second.say(texts.mention);
    await panel.log.locator('[data-mention]').first().waitFor();
    await third.reply(texts.agreed, texts.thanks);
    await panel.waitForText(texts.thanks);
    await panel.composer.pressSequentially(texts.asking);
    await panel.frame.getByRole('listbox').waitFor();
    await stage.shoot(window, name);
  },

  /** Messages that arrived while the chat was hidden. */
  async unread(stage, look, name) {
    const texts = textsOf(look);
    const [window, classmate] = await talking(stage, look);
    await window.openContainer(look.language === CHINESE ? '资源管理器' : 'Explorer');
    await window.panel().log.waitFor({ state: 'detached' });
    for (const text of texts.chatter.slice(0, 9)) classmate.say(text);
    await window.badge('Deskmate').filter({ hasText: '9' }).waitFor();
    await stage.shoot(window, `${name}-hidden`);
    await window.openContainer('Deskmate');
    await window.panel().log.locator('.unread').waitFor();
    await stage.shoot(window, name);
  },

  /** The newest of 10,000 messages, older ones, and a search. */
  async many(stage, look, name) {
    const texts = textsOf(look);
    const { classmates, roomOf } = texts;
    const [person, other] = classmates;
    const host = stage.classmate(person, LIMITS_FOR_MANY);
    host.behind = SPREAD_MS;
    const invite = await host.host('group', roomOf(person));
    const guest = await stage.classmate(other).joinByInvite(invite);
    await sayMany([host, guest], 10_000, texts.chatter);
    const window = await stage.window(look);
    await joinByInvite(window, invite);
    const panel = window.panel();
    await panel.waitForText(texts.chatter[9_999 % texts.chatter.length] as string);
    await stage.shoot(window, name);
    await panel.log.hover();
    for (let turn = 0; turn < 40; turn += 1) await window.page.mouse.wheel(0, -2_000);
    await stage.shoot(window, `${name}-before`);
    await window.runCommand('Chat: Find in Chat');
    await panel.frame.locator('#find').fill(texts.sought);
    await panel.frame.locator('.find-count', { hasText: /\d/ }).waitFor();
    await stage.shoot(window, `${name}-find`);
  },

  /** Pinned messages, a message's menu, bookmarks and a search in the history. */
  async pins(stage, look, name) {
    const [window, classmate] = await talking(stage, look);
    const texts = textsOf(look);
    for (const text of [texts.plan, 'recv']) await classmate.pin(text);
    const pins = window.panel().frame.locator('.pins');
    await pins.locator('.pin-toggle').waitFor();
    await stage.shoot(window, name);
    await pins.locator('.pin-toggle').click();
    await messageOf(window, texts.flood).click({ button: 'right' });
    await window.page.locator('.monaco-menu').first().waitFor();
    await stage.shoot(window, `${name}-menu`, { keepMouse: true });
    await window.press('Escape');
    await window.runCommand('Chat: Search History');
    await window.quickInput.type(texts.sought);
    await window.quickInput.row(new RegExp(texts.sought)).waitFor();
    await stage.shoot(window, `${name}-search`);
    await window.press('Escape');
    for (const text of [texts.agreed, texts.fixed[1]]) {
      await window.runCommand('Chat: Bookmark Message');
      await window.quickInput.type(shown(text).slice(0, 20));
      await window.quickInput.items();
      await window.quickInput.accept();
      await window.quickInput.waitUntilClosed();
    }
    await window.runCommand('Chat: Show Bookmarks');
    await window.quickInput.items();
    await stage.shoot(window, `${name}-bookmarks`);
  },

  /** The chat exported as a document. */
  async export(stage, look, name) {
    const [window] = await talking(stage, look);
    await window.runCommand('Chat: Export Chat');
    await window.quickInput.waitFor('Export Chat');
    await stage.shoot(window, `${name}-formats`);
    await window.quickInput.pick('Markdown');
    await window.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await stage.shoot(window, name);
    await window.runCommand('Chat: Export Chat');
    await window.quickInput.pick('HTML');
    // The editor's dialog, with a name in the folder.
    await window.page.waitForFunction(
      `[...document.querySelectorAll('.quick-input-filter input')].some(({ value }) => value.endsWith('.html'))`,
    );
    await window.quickInput.accept();
    await window.waitForNotification('.html');
    await stage.shootSaved('.html', look, `${name}-html`);
  },
};

/** Opens a window with a conversation, yesterday's and today's, about a hub that floods. */
async function talking(stage: Stage, look: Look, height = 760): Promise<[EditorWindow, Classmate]> {
  const texts = textsOf(look);
  const { classmates, roomOf } = texts;
  const window = await stage.window(look, { open: 'hub.py', height });
  const panel = window.panel();
  const classmate = stage.classmate(classmates[0]);
  classmate.behind = sinceYesterdayEvening();
  await joinByInvite(window, await classmate.host('pair', roomOf(classmates[0])));
  classmate.say(texts.plan);
  await panel.waitForText('q');
  await say(window, texts.agreed);
  await classmate.heard(texts.agreed);
  classmate.behind = 0.2 * HOUR;
  classmate.say(texts.steps);
  await panel.waitForText('hub.py');
  await react(window, 'hub.py', '👍');
  classmate.behind = 0;
  await panel.send(texts.flood);
  await classmate.react(texts.flood, '😂');
  await classmate.reply(texts.flood, texts.why);
  await panel.log.locator('code-view').waitFor();
  await say(window, texts.doubt);
  await classmate.heard(texts.doubt);
  await takeBack(window, texts.doubt);
  await say(window, texts.fixed[0]);
  await editLast(window, ...texts.fixed);
  await classmate.heard(texts.fixed[1]);
  await classmate.react(texts.fixed[1], '🎉');
  await messageOf(window, texts.fixed[1]).locator('.chip').first().waitFor();
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

/**
 * Has two classmates, the first of them the host, send each other so many messages, spread over the
 * last weeks.
 */
async function sayMany(
  [host, guest]: readonly [Classmate, Classmate],
  count: number,
  chatter: readonly string[],
): Promise<void> {
  // How many messages each sends in a row.
  const runs = [2, 1, 3, 1, 1, 2, 4];
  const before = host.newest;
  let said = 0;
  for (let turn = 0; said < count; turn += 1) {
    host.behind = SPREAD_MS * (1 - said / count);
    const run = Math.min(runs[turn % runs.length] as number, count - said);
    const speaker = turn % 2 === 0 ? host : guest;
    for (let index = 0; index < run; index += 1, said += 1) {
      speaker.say(chatter[said % chatter.length] as string);
    }
    await host.holds(before + said);
  }
  host.behind = 0;
}
