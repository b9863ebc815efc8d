import type { EditorWindow } from '../editor/window';
import type { Scene } from './stage';
import { textsOf } from './texts';
import { closeToasts, hostByInvite, typeTarget } from './window-steps';

/** Chat: Check Connection, at the host and at a guest. */
export const checkScenes: Readonly<Record<string, Scene>> = {
  /** Nobody has tried to join yet. */
  async 'check-host'(stage, look, name) {
    const window = await stage.window(look);
    await hostByInvite(window, 'group');
    await closeToasts(window);
    await check(window);
    await stage.shoot(window, name);
    await window.page.locator('.quick-input-list .codicon-chevron-right').first().click();
    await stage.shoot(window, `${name}-all`);
    await window.quickInput.cancel();
  },

  /** The host has closed the room. */
  async 'check-guest'(stage, look, name) {
    const window = await stage.window(look);
    const texts = textsOf(look);
    const classmate = stage.classmate(texts.classmates[0]);
    const invite = await classmate.host('pair', texts.roomOf(texts.classmates[0]));
    await classmate.session.leave();
    await typeTarget(window, invite);
    await window.quickInput.accept();
    await window.page.locator('.notifications-toasts .codicon-error').first().waitFor();
    await stage.shoot(window, `${name}-offer`);
    await closeToasts(window);
    await check(window);
    await stage.shoot(window, name);
    await window.quickInput.cancel();
  },
};

/** Checks the connection, and waits for the verdict. */
async function check(window: EditorWindow): Promise<void> {
  await window.runCommand('Chat: Check Connection');
  await window.page.locator('.quick-input-list .codicon-refresh').first().waitFor();
}
