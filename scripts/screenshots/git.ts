import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { fillWorkspace } from '../editor/workspace';

const run = promisify(execFile);

/** Makes a folder a repository whose only commit has these files. Needs git. */
export async function commitAll(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  // A window's settings lie in its folder; they are nobody's change.
  await fillWorkspace(folder, { files: { ...files, '.gitignore': '.vscode/\n' } });
  const person = ['-c', 'user.name=Student', '-c', 'user.email=student@example.org'];
  const plain = [
    '-c',
    'commit.gpgsign=false',
    '-c',
    'core.hooksPath=',
    '-c',
    'init.defaultBranch=main',
  ];
  const git = (...args: string[]) =>
    run('git', [...person, ...plain, ...args], { cwd: path.resolve(folder) });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The handout');
}
