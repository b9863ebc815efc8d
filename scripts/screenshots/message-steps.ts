import type { Locator } from 'playwright-core';
import type { EditorWindow } from '../editor/window';
import { shown } from './window-steps';

/** The newest message in view with these words. */
export function messageOf(window: EditorWindow, words: string): Locator {
  return window
    .panel()
    .articles.filter({ hasText: shown(words) })
    .last();
}

/** Points at a message, and presses one of the buttons that this brings. */
export async function press(
  window: EditorWindow,
  words: string,
  button: 'answer' | 'react' | 'copy' | 'edit' | 'delete',
): Promise<void> {
  const message = messageOf(window, words);
  await message.locator('.bubble').first().hover();
  await message.locator(`[data-action="${button}"]`).click();
}

/** Answers a message. */
export async function answer(window: EditorWindow, words: string, text: string): Promise<void> {
  await press(window, words, 'answer');
  await window.panel().composer.pressSequentially(text);
  await window.press('Enter');
  await messageOf(window, text).waitFor();
}

export async function react(window: EditorWindow, words: string, emoji: string): Promise<void> {
  await press(window, words, 'react');
  await window.panel().frame.getByRole('dialog').getByRole('button', { name: emoji }).click();
  await messageOf(window, words).locator('.chip', { hasText: emoji }).waitFor();
}

/** Gives the newest message of one's own, with these words, another text, from the keyboard. */
export async function editLast(window: EditorWindow, words: string, text: string): Promise<void> {
  const { composer } = window.panel();
  await messageOf(window, words).locator('.delivery.all').waitFor();
  await composer.press('ArrowUp');
  await composer.fill(text);
  await composer.press('Enter');
  await messageOf(window, text).waitFor();
}

/** Takes a message of one's own back. */
export async function takeBack(window: EditorWindow, words: string): Promise<void> {
  await press(window, words, 'delete');
  await confirm(window);
  await messageOf(window, words).waitFor({ state: 'detached' });
}

/** Answers a question of the editor with what it offers first. */
export async function confirm({ page }: EditorWindow): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByRole('button').first().waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

/** Waits until everybody has one's own messages. */
export async function untilReceived(window: EditorWindow): Promise<void> {
  const { log } = window.panel();
  await log.locator('.delivery.all').last().waitFor();
}
