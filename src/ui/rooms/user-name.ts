import { execFile } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { promisify } from 'node:util';
import { checkName, proposeName } from '../../protocol/names';
import type { Settings } from '../settings';

const run = promisify(execFile);

/** Timeout for each program that is run to find the name, in ms. */
const programMs = 1000;

/** The user's name in invite rooms: asked for once, then stored in a setting. */
export class UserName {
  constructor(
    private readonly settings: Pick<Settings, 'name' | 'keepName'>,
    private readonly defaultName: () => Promise<string>,
  ) {}

  /** The name from the setting; undefined if it is empty or not a valid name. */
  get given(): string | undefined {
    const checked = checkName(this.settings.name);
    return checked.ok ? checked.name : undefined;
  }

  /** The name to propose to a user who hasn't set one. */
  async proposal(): Promise<string> {
    return proposeName(await this.defaultName(), []);
  }

  /** The name to use where the user can't be asked. */
  async known(): Promise<string> {
    return this.given ?? this.proposal();
  }

  /** Stores the name in the setting. */
  async save(name: string): Promise<void> {
    await this.settings.keepName(name);
  }
}

/** Returns git's `user.name`, or else the login name; empty if neither is known. */
export async function defaultName(): Promise<string> {
  return (await gitName()) || loginName();
}

async function gitName(): Promise<string> {
  // Run in the home folder, not the open one: Windows looks for the program in the current folder first.
  const options = {
    timeout: programMs,
    windowsHide: true,
    cwd: homedir(),
    encoding: 'utf8',
  } as const;
  try {
    // On macOS without the developer tools, running `git` opens a dialog that offers to install them.
    if (process.platform === 'darwin') await run('xcode-select', ['-p'], options);
    const { stdout } = await run('git', ['config', 'user.name'], options);
    return stdout.trim();
  } catch {
    // There is no git, it has no name, or it is too slow: use the login name.
    return '';
  }
}

/** The name of the user's account; empty if it has none. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // The system has no entry for this user, as in some containers.
    return '';
  }
}
