import { openFile } from '../editor/editor-tabs';
import type { EditorWindow } from '../editor/window';
import { filesThatFail, filesWithMistake, handout, ownFiles, partnerFiles } from './lab-folder';
import type { Look } from './looks';
import type { PersonAtWindow, Scene, Stage } from './stage';
import { textsOf } from './texts';
import {
  closeToasts,
  goTo,
  hostByInvite,
  joinByInvite,
  say,
  selectLines,
  shown,
  untilAttached,
  widen,
} from './window-steps';

/** Cards that lead from the chat to the code. Two windows, each with a copy of its own. */
export const codeScenes: Readonly<Record<string, Scene>> = {
  /** Lines that differ in the own copy, and lines that have moved there. */
  async code(stage, look, name) {
    const texts = textsOf(look);
    const [own, partner] = await together(stage, look, { files: ownFiles }, { open: 'hub.py' });
    await openFile(own, 'hub.py');
    await selectLines(own, 25, 29);
    await own.runCommand('Chat: Send Selection to Chat');
    await untilAttached(own);
    await own.page.keyboard.type(texts.yours);
    await stage.shoot(own, `${name}-attached`);
    await say(own, texts.yours);
    await partner.panel().log.locator('.card.code').waitFor();
    await selectLines(partner, 24, 29);
    await partner.runCommand('Chat: Send Selection to Chat');
    await untilAttached(partner);
    await say(partner, texts.mine);
    await openFile(partner, 'client.py');
    await selectLines(partner, 13, 16);
    await partner.runCommand('Chat: Send Selection to Chat');
    await untilAttached(partner);
    await partner.press('Enter');
    const cards = own.panel().log.locator('.card.code');
    await cards.nth(2).waitFor();
    await own.panel().log.locator('.delivery.all').last().waitFor();
    await stage.shoot(own, name);
    await cards.nth(2).locator('.card-place').click();
    await cards.nth(2).locator('.card-note').waitFor();
    await own.page.locator('.tab.active', { hasText: 'client.py' }).waitFor();
    await stage.shoot(own, `${name}-moved`);
    await cards.nth(1).locator('.card-place').click();
    await cards.nth(1).locator('.card-note').waitFor();
    await own.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await stage.shoot(own, `${name}-diff`);
  },

  async error(stage, look, name) {
    const texts = textsOf(look);
    const at = { files: filesWithMistake, open: 'hub.py' };
    const [own, partner] = await together(stage, look, at, { open: 'hub.py' });
    await own.page.locator('.squiggly-error').first().waitFor();
    await goTo(own, 33, 16);
    await own.press('Control+.');
    await own.page.locator('.action-widget .monaco-list-row.action.focused').waitFor();
    await stage.shoot(own, `${name}-menu`);
    await own.press('Enter');
    await untilAttached(own);
    await stage.shoot(own, `${name}-attached`);
    await own.press('Enter');
    const { log } = partner.panel();
    await log.locator('.card.error').waitFor();
    await say(partner, texts.mistake);
    await own.panel().waitForText(shown(texts.mistake));
    await say(own, texts.mistakeAnswer);
    await own.panel().log.locator('.delivery.all').nth(1).waitFor();
    await stage.shoot(own, name);
    await log.locator('.card.error .card-place').click();
    await partner.page.locator('.tab.active', { hasText: '↔' }).waitFor();
    await stage.shoot(partner, `${name}-partner`);
  },

  /** A test run's output with a password in it, before it is sent and as a card. */
  async terminal(stage, look, name) {
    const texts = textsOf(look);
    const [own, partner] = await together(
      stage,
      look,
      { files: { ...filesThatFail, ...ownFiles } },
      { open: 'hub.py' },
    );
    const prompt = own.page.locator('.xterm-rows', { hasText: /[#$]/ });
    await own.page.keyboard.press('Control+`');
    await prompt.waitFor();
    // Without the name of this computer's folders.
    await own.page.keyboard.type("PS1='lab-2$ '; clear\n");
    await own.page.locator('.xterm-rows', { hasText: /^\s*lab-2\$/ }).waitFor();
    await own.page.keyboard.type('python3 run_tests.py\n');
    await own.page.locator('.xterm-rows', { hasText: 'FAILED (errors=1)' }).waitFor();
    await own.runCommand('Chat: Send Terminal Output to Chat');
    await untilAttached(own);
    const { frame } = own.panel();
    await stage.shoot(own, `${name}-attached`);
    await frame.locator('.review-tools input').check();
    await frame.locator('#composer').focus();
    await say(own, texts.failing);
    const card = partner.panel().log.locator('.card.terminal');
    await card.waitFor();
    await partner.panel().waitForText(texts.failing);
    await stage.shoot(partner, name);
  },

  /** Three files: two apply cleanly, and one change in the third doesn't. */
  async patch(stage, look, name) {
    const texts = textsOf(look);
    const at = { files: ownFiles, open: 'hub.py' };
    const [own, partner] = await together(stage, look, at, { committed: handout, open: 'hub.py' });
    await partner.runCommand('Chat: Send Patch to Chat');
    await partner.quickInput.items();
    await stage.shoot(partner, `${name}-send`);
    await partner.quickInput.accept();
    await untilAttached(partner);
    await partner.press('Enter');
    const card = own.panel().log.locator('.card.patch');
    await card.waitFor();
    await say(partner, texts.patch);
    await own.panel().waitForText(texts.patch);
    await stage.shoot(own, name);
    await card.locator('.patch-preview').first().click();
    await own.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await stage.shoot(own, `${name}-preview`);
    await card.locator('.card-foot button').click();
    // What applies is shown beside the list; the conflict is shown next to it.
    await own.page.locator('.multiDiffEntry').nth(1).waitFor();
    await own.quickInput.items();
    await stage.shoot(own, `${name}-pick`);
    await own.quickInput.accept();
    await own.page.locator('.notification-toast').first().waitFor();
    await stage.shoot(own, `${name}-applied`);
    // The sender is told, and can't apply their own patch.
    await partner.panel().log.locator('.card.patch > .card-note').waitFor();
    await stage.shoot(partner, `${name}-told`);
    await own.page.locator('.notification-toast .monaco-button').last().click();
    await own.page.locator('.merge-editor .view-line').first().waitFor();
    await stage.shoot(own, `${name}-merge`);
  },
};

/** Two windows in one pair room; the partner hosts. */
export async function together(
  stage: Stage,
  look: Look,
  own: PersonAtWindow,
  partner: PersonAtWindow,
): Promise<[EditorWindow, EditorWindow]> {
  const [person] = textsOf(look).classmates;
  const window = await stage.window(look, own);
  const other = await stage.window(look, { files: partnerFiles, ...partner, person });
  await joinByInvite(window, await hostByInvite(other, 'pair'));
  await other.panel().participants.nth(1).waitFor();
  await closeToasts(other);
  for (const each of [window, other]) await widen(each);
  return [window, other];
}
