import { execFile } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { promisify } from 'node:util';
import { checkName, proposeName } from '../../protocol/names';
import type { Settings } from '../settings';

const run = promisify(execFile);

/** How long a program may take to tell the name, ms. */
const askMs = 1000;

/** What the person at this window is called in rooms by invite: asked once, kept in a setting. */
export class PersonName {
  constructor(
    private readonly settings: Pick<Settings, 'name' | 'keepName'>,
    private readonly defaultName: () => Promise<string>,
  ) {}

  /** The name given; undefined when none was, or none that can be one. */
  get given(): string | undefined {
    const checked = checkName(this.settings.name);
    return checked.ok ? checked.name : undefined;
  }

  /** The name to propose to a person who has given none. */
  async proposal(): Promise<string> {
    return proposeName(await this.defaultName(), []);
  }

  /** The name to use where no one can be asked. */
  async known(): Promise<string> {
    return this.given ?? this.proposal();
  }

  async keep(name: string): Promise<void> {
    await this.settings.keepName(name);
  }
}

/**
 * What this computer calls its user: git's `user.name`, else the name they log in with; empty when
 * neither is known.
 */
export async function defaultName(): Promise<string> {
  return (await gitName()) || loginName();
}

async function gitName(): Promise<string> {
  // The home folder, not the one that is open: on Windows a program is looked for there first.
  const options = { timeout: askMs, windowsHide: true, cwd: homedir(), encoding: 'utf8' } as const;
  try {
    // On macOS `git` alone would ask to install the developer tools where they are missing.
    if (process.platform === 'darwin') await run('xcode-select', ['-p'], options);
    const { stdout } = await run('git', ['config', 'user.name'], options);
    return stdout.trim();
  } catch {
    // No git, no name in it, or too slow: the proposal is made of something else.
    return '';
  }
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user that the system has no entry for, as in some containers.
    return '';
  }
}
