import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';

/**
 * Runs git in a folder, without this machine's settings.
 * @throws {Error} with a clear message when git is missing
 */
export function git(folder: string, ...args: readonly string[]): string {
  const settings = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
  const quiet = ['-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
  try {
    return execFileSync('git', [...settings, ...quiet, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    if (Object(error).code !== 'ENOENT') throw error;
    throw new Error(
      'The tests need git on the PATH: install it from https://git-scm.com or with your package ' +
        'manager (for example "apt install git").',
    );
  }
}
