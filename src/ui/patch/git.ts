import * as vscode from 'vscode';
import type { GitApi, GitExtension } from './git-api';

/** How long repositories may take to be found, or one to be read, in milliseconds. */
const patienceMs = 5000;

/**
 * The built-in git extension's API, its repositories read anew; undefined where there is none: switched
 * off, git not installed, a folder that is not trusted.
 */
export async function openGit(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return undefined;
  try {
    const git = await extension.activate();
    if (!git.enabled) return undefined;
    const api = git.getAPI(1);
    await atMost(initialized(api));
    await atMost(Promise.allSettled(api.repositories.map((repository) => repository.status())));
    return api;
  } catch {
    return undefined;
  }
}

function initialized(api: GitApi): Promise<void> {
  return new Promise((resolve) => {
    if (api.state === 'initialized') return resolve();
    const listening = api.onDidChangeState(() => {
      listening.dispose();
      resolve();
    });
  });
}

async function atMost(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
