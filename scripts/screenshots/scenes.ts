import { CHINESE } from '../editor/language-pack';
import type { EditorWindow } from '../editor/window';
import { type Look, letIn, type Stage, say } from './stage';

export const LOOKS: Readonly<Record<string, Look>> = {
  dark: { theme: 'dark' },
  light: { theme: 'light' },
  contrast: { theme: 'high-contrast' },
  'contrast-light': { theme: 'high-contrast-light' },
  'chinese-light': { theme: 'light', language: CHINESE },
  'chinese-dark': { theme: 'dark', language: CHINESE },
};

type Scene = (stage: Stage, look: Look, name: string) => Promise<void>;

/** Scenes whose parts are all to be seen in others; they are not taken in every look. */
const BRIEF: readonly string[] = ['line', 'lost', 'tab', 'menu'];
const BRIEF_LOOKS: readonly string[] = ['light', 'contrast', 'chinese-dark'];

/** The looks in which a scene is taken. */
export function looksOf(scene: string): string[] {
  return Object.keys(LOOKS).filter((look) => !BRIEF.includes(scene) || BRIEF_LOOKS.includes(look));
}

const english = {
  question: 'Does your recv loop stop when the hub closes the connection?',
  answer: 'Not yet. recv returns b"" then, so I check:\n\nif not data:\n    break',
  thanks: 'That was it, thanks! 谢谢！',
  next: 'Shall we do the p2p part next?',
};

const chinese = {
  question: '你的 recv 循环在服务器断开后会停下来吗？',
  answer: '还没有。断开后 recv 会返回 b""，所以要判断：\n\nif not data:\n    break',
  thanks: '原来如此，谢谢！',
  next: '接下来一起写 p2p 部分吗？',
};

/** A conversation with two classmates' programs. */
async function talk(stage: Stage, window: EditorWindow, words: typeof english): Promise<number> {
  const port = await stage.host(window);
  const panel = window.panel();
  const [first, second] = [await stage.program(port), await stage.program(port)];
  await Promise.all([letIn(first), letIn(second)]);
  await say(first, words.question, window);
  await panel.send(words.answer);
  await panel.waitForText('break');
  await say(first, words.thanks, window);
  await say(second, words.next, window);
  return port;
}

/** Every state, by the name of its picture. */
export const SCENES: Readonly<Record<string, Scene>> = {
  async welcome(stage, look, name) {
    const window = await stage.window(look);
    await window.panel().frame.getByRole('button').first().waitFor();
    await stage.shoot(window, name);
  },

  async talk(stage, look, name) {
    const window = await stage.window(look);
    await talk(stage, window, look.language ? chinese : english);
    await stage.shoot(window, name);
  },

  async line(stage, look, name) {
    const host = await stage.window(look);
    const port = await stage.host(host, 1);
    await letIn(await stage.program(port));
    const guest = await stage.window(look);
    await stage.join(guest, port);
    await guest.panel().send(look.language ? '等我进来再说' : 'Ready when you are');
    await host.panel().frame.getByRole('listitem').nth(2).waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },

  async lost(stage, look, name) {
    const host = await stage.window(look);
    const port = await stage.host(host);
    const guest = await stage.window(look);
    await stage.join(guest, port);
    await guest.panel().send('hello');
    await host.panel().waitForText('hello');
    await host.runCommand('Chat: Leave Room');
    await guest.panel().frame.getByRole('button').nth(2).waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },

  async narrow(stage, look, name) {
    const window = await stage.window(look);
    await talk(stage, window, look.language ? chinese : english);
    const sash = { x: 348, y: 400 };
    await window.page.mouse.move(sash.x, sash.y);
    await window.page.mouse.down();
    await window.page.mouse.move(248, sash.y, { steps: 8 });
    await window.page.mouse.up();
    await stage.shoot(window, name);
  },

  async tab(stage, look, name) {
    const window = await stage.window(look);
    await talk(stage, window, look.language ? chinese : english);
    await window.runCommand('Chat: Open in Editor');
    await window.panel('editor').log.waitFor();
    await stage.shoot(window, name);
  },

  async menu(stage, look, name) {
    const window = await stage.window(look);
    await stage.host(window);
    await window.statusBarItem.click();
    await window.quickInput.items();
    await stage.shoot(window, name);
  },
};
