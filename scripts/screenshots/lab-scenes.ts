import { loadEncoding } from '../../src/net/lab-tcp/encodings';
import { labProgram } from './classmates';
import type { Scene } from './stage';
import { textsOf } from './texts';
import { hostBareHub, hostHub, joinHub, narrow, say } from './window-steps';

/** Lab rooms. */
export const labScenes: Readonly<Record<string, Scene>> = {
  async lab(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const panel = window.panel();
    const port = await hostHub(window);
    const first = await stage.program(port, window, 2);
    const second = await stage.program(port, window, 3);
    first(texts.question);
    await panel.waitForText(texts.question);
    await say(window, texts.answer);
    first(texts.thanks);
    await panel.waitForText(texts.thanks);
    second(texts.next);
    await panel.waitForText(texts.next);
    await stage.shoot(window, name);
  },

  /** A slow, lossy network, for everyone and then for one member. */
  async weather(stage, look, name) {
    const texts = textsOf(look);
    const window = await stage.window(look);
    const panel = window.panel();
    const { quickInput } = window;
    const port = await hostHub(window);
    const program = await stage.program(port, window, 2);
    await window.runCommand('Chat: Network Weather');
    await quickInput.waitFor('(1/2)');
    await quickInput.accept();
    await quickInput.waitFor('(2/2)');
    await quickInput.items();
    await stage.shoot(window, `${name}-list`);
    // Lossy.
    for (let row = 0; row < 3; row += 1) await quickInput.input.press('ArrowDown');
    await quickInput.accept();
    await panel.frame.locator('.weather').waitFor();
    program(texts.question);
    await panel.waitForText(texts.question);
    await say(window, texts.answer);
    await panel.articles.last().locator('.transit').waitFor();
    program(texts.thanks);
    await panel.waitForText(texts.thanks);
    await stage.shoot(window, name);
    await narrow(window);
    await stage.shoot(window, `${name}-narrow`);
  },

  /** A room over UDP without acknowledgements, on a lossy network. */
  async bare(stage, look, name) {
    const host = await stage.window(look);
    const port = await hostBareHub(host, () => stage.shoot(host, `${name}-question`));
    await host.runCommand('Chat: Network Weather');
    // While the host is alone, the list of networks is all it asks.
    await host.quickInput.items();
    // Lossy.
    for (let row = 0; row < 3; row += 1) await host.quickInput.input.press('ArrowDown');
    await host.quickInput.accept();
    await host.panel().frame.locator('.weather').waitFor();
    const guest = await stage.window(look);
    await joinHub(guest, `udp://127.0.0.1:${port}`);
    for (let count = 1; count <= 12; count += 1) {
      await guest.panel().send(`${textsOf(look).next} (${count})`);
      await host.panel().send(`${textsOf(look).answer} (${count})`);
    }
    await host.panel().frame.locator('.member-note').first().waitFor();
    await host.panel().frame.locator('.people-toggle').click();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
    await narrow(host);
    await stage.shoot(host, `${name}-narrow`);
  },

  /** A client of the user's own, and the walkthrough that leads there. */
  async client(stage, look, name) {
    const window = await stage.window(look);
    const { quickInput } = window;
    await hostHub(window);
    await window.runCommand('Chat: New Lab Client');
    await quickInput.items();
    await stage.shoot(window, `${name}-list`);
    await quickInput.accept();
    await window.page.locator('.notification-toast').waitFor();
    await stage.shoot(window, name);
    await window.runCommand('Welcome: Open Walkthrough...');
    await quickInput.items();
    await quickInput.input.fill(textsOf(look).walkthrough);
    await quickInput.accept();
    await window.page.locator('.step-list-container').waitFor();
    await stage.shoot(window, `${name}-walkthrough`);
  },

  async line(stage, look, name) {
    const host = await stage.window(look);
    const port = await hostHub(host, 1);
    await stage.program(port, host, 2);
    const guest = await stage.window(look);
    await joinHub(guest, port);
    await guest.panel().send(textsOf(look).waiting);
    await host.panel().waitingLine.waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },

  async lost(stage, look, name) {
    const host = await stage.window(look);
    const port = await hostHub(host);
    const guest = await stage.window(look);
    await joinHub(guest, port);
    await say(guest, textsOf(look).question);
    await host.panel().waitForText(textsOf(look).question);
    await host.runCommand('Chat: Close Room');
    await host.dialog().waitFor();
    await host.press('Enter');
    await guest.panel().frame.getByRole('button').nth(2).waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },

  /** A classmate's program sends GBK. */
  async encoding(stage, look, name) {
    const window = await stage.window(look);
    const port = await hostHub(window);
    const program = await labProgram(port);
    const { encode } = await loadEncoding('gbk');
    program.write(encode('第三行出错了，你看一下'));
    await window.page.locator('.notification-toast').first().waitFor();
    await stage.shoot(window, name);
    await window.page.locator('.notification-toast .monaco-button').last().click();
    await window.quickInput.items();
    await stage.shoot(window, `${name}-list`);
    program.destroy();
  },
};
