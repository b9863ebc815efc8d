import type { EditorWindow } from '../editor/window';
import { together } from './code-scenes';
import { filesToDebug, partnerFiles } from './lab-folder';
import type { Scene } from './stage';
import { textsOf } from './texts';
import { closeToasts, hostHub, say, selectLines, untilAttached } from './window-steps';

/** What two people at one assignment see of each other, and where a program failed. */
export const pairingScenes: Readonly<Record<string, Scene>> = {
  /** The partner's place and selection, followed, and a nudge. */
  async beside(stage, look, name) {
    const [own, partner] = await together(
      stage,
      look,
      { files: partnerFiles, open: 'README.md' },
      { open: 'hub.py' },
    );
    const { frame } = own.panel();
    await say(partner, textsOf(look).yours);
    await selectLines(partner, 24, 29);
    await frame.locator('.partner').getByRole('button', { name: 'hub.py:24–29' }).waitFor();
    await own.runCommand('Chat: Follow Member');
    await own.page.locator('.tab.active', { hasText: 'hub.py' }).waitFor();
    await own.page.locator('.glyph-margin-widgets [class*="ced-"]').nth(5).waitFor();
    await partner.panel().send('/nudge');
    await frame.locator('.nudge').first().waitFor();
    await stage.shoot(own, name);
  },

  /** A lab room in which the addresses have names. */
  async nickname(stage, look, name) {
    const texts = textsOf(look);
    const { classmates } = texts;
    const window = await stage.window(look);
    const panel = window.panel();
    const port = await hostHub(window);
    await closeToasts(window);
    const programs = [
      await stage.program(port, window, 2),
      await stage.program(port, window, 3),
    ] as const;
    programs[0](texts.question);
    await panel.waitForText(texts.question);
    await say(window, texts.answer);
    programs[0](texts.thanks);
    await panel.waitForText(texts.thanks);
    programs[1](texts.next);
    await panel.waitForText(texts.next);
    for (const [row, person] of classmates.slice(0, 2).entries()) {
      await giveName(window, row, person);
      await panel.articles.locator('.author', { hasText: person }).first().waitFor();
    }
    await stage.shoot(window, name);
  },

  /** A paused program: the variables to tick, and the card. */
  async stack(stage, look, name) {
    const [own, partner] = await together(
      stage,
      look,
      { files: filesToDebug, open: 'average.js' },
      { files: { ...partnerFiles, 'average.js': filesToDebug['average.js'] } },
    );
    await own.runCommand('Debug: Start Debugging');
    await own.page
      .locator('.debug-top-stack-frame-column, .debug-top-stack-frame-line')
      .first()
      .waitFor({ state: 'attached' });
    await own.runCommand('Chat: Send Stack to Chat');
    await own.quickInput.items();
    for (const local of [/^marks\b/, /^sum\b/]) await own.quickInput.row(local).click();
    await stage.shoot(own, `${name}-variables`);
    await own.quickInput.accept();
    await untilAttached(own);
    await own.press('Enter');
    await partner.panel().log.locator('.card.error').waitFor();
    await stage.shoot(partner, name);
    await own.runCommand('Debug: Stop');
  },
};

/** Gives the member in this row of the list a nickname. */
async function giveName(window: EditorWindow, row: number, name: string): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('Chat: Set Nickname');
  await quickInput.items();
  for (let down = 0; down < row; down += 1) await quickInput.input.press('ArrowDown');
  await quickInput.accept();
  await quickInput.waitForMessage('127');
  await quickInput.type(name);
  await quickInput.accept();
  await quickInput.waitUntilClosed();
}
