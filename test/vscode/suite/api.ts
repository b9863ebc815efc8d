import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DeskmateApi, DeskmateState } from '../../../src/ui/api';
import { waitFor } from '../../helpers/wait-for';

/** The API that the extension offers other extensions. */
export async function deskmate(): Promise<DeskmateApi> {
  const extension = vscode.extensions.getExtension<DeskmateApi>('deskmate.deskmate');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** Runs a command as another extension would. */
export async function run<T = unknown>(command: string, ...args: unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(`deskmate.${command}`, ...args);
}

/** Waits until the state meets a condition. */
export async function waitForState(
  wanted: (state: DeskmateState) => boolean,
  what: string,
): Promise<DeskmateState> {
  const { getState } = await deskmate().then((api) => ({ getState: () => api.getState() }));
  return waitFor(
    () => {
      const state = getState();
      return wanted(state) ? state : undefined;
    },
    () => `${what}; the state is ${JSON.stringify(getState())}`,
  );
}

/** Waits for any other condition. */
export function eventually<T>(
  condition: () => T | Promise<T>,
  what: string,
): Promise<NonNullable<T>> {
  return waitFor(condition, what);
}

/** Asserts that a command fails with a stable code and a readable message. */
export async function refuses(work: Promise<unknown>, code: string, words: RegExp): Promise<void> {
  await assert.rejects(work, (error: Error & { code?: string }) => {
    assert.equal(error.code, code);
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /\n\s+at /);
    return true;
  });
}
