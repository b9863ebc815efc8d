import type { Locator, Page } from 'playwright-core';
import { waitMs } from '../limits.json';
import type { EditorWindow } from './window';

/** How long to look for a file before asking again, in milliseconds. */
const FIND_MS = 10_000;

/**
 * Opens a file of the folder by its name, and returns when its editor has the focus. Asks again when nothing
 * came of it: an editor that isn't ready to search yet finds no file and leaves it at that, and a list that
 * changes under a click chooses nothing.
 */
export async function openFile(window: EditorWindow, name: string): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!(await opens(window, name)) && performance.now() < deadline) {
    await window.quickInput.cancel();
  }
  // The previous editor may regain the focus for a moment.
  await window.page.locator(`.monaco-editor.focused[data-uri$="/${name}"]`).waitFor();
}

async function opens(window: EditorWindow, name: string): Promise<boolean> {
  const { page, quickInput } = window;
  await window.openPalette(name, 'Control+P');
  try {
    // A click: Enter would accept what was listed before the name was typed.
    await quickInput.row(name).click({ timeout: FIND_MS });
    await frontTab(page, name).waitFor({ timeout: FIND_MS });
    return true;
  } catch {
    return false;
  }
}

/** The active tab, if it has this name. */
export function frontTab(page: Page, name: string): Locator {
  return page.locator('.tab.active').filter({ has: page.getByText(name, { exact: true }) });
}
