import type { Scene } from './scene';
import { hostHub, joinHub, say } from './window-steps';
import { wordsOf } from './words';

/** Lab rooms. */
export const labScenes: Readonly<Record<string, Scene>> = {
  async lab(stage, look, name) {
    const words = wordsOf(look);
    const window = await stage.window(look);
    const panel = window.panel();
    const port = await hostHub(window);
    const first = await stage.program(port, window, 2);
    const second = await stage.program(port, window, 3);
    first(words.question);
    await panel.waitForText(words.question);
    await say(window, words.answer);
    first(words.thanks);
    await panel.waitForText(words.thanks);
    second(words.next);
    await panel.waitForText(words.next);
    await stage.shoot(window, name);
  },

  async line(stage, look, name) {
    const host = await stage.window(look);
    const port = await hostHub(host, 1);
    await stage.program(port, host, 2);
    const guest = await stage.window(look);
    await joinHub(guest, port);
    await guest.panel().send(wordsOf(look).waiting);
    await host.panel().waitingLine.waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },

  async lost(stage, look, name) {
    const host = await stage.window(look);
    const port = await hostHub(host);
    const guest = await stage.window(look);
    await joinHub(guest, port);
    await say(guest, wordsOf(look).question);
    await host.panel().waitForText(wordsOf(look).question);
    await host.runCommand('Chat: Close Room');
    await host.dialog().waitFor();
    await host.press('Enter');
    await guest.panel().frame.getByRole('button').nth(2).waitFor();
    await stage.shoot(host, `${name}-host`);
    await stage.shoot(guest, `${name}-guest`);
  },
};
