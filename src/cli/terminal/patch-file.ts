import { spawn } from 'node:child_process';
import type { PatchCard } from '../../protocol/card';
import { parseHunks } from '../../text/hunks';
import { mayRun } from '../../text/risky-paths';

type PatchedFile = PatchCard['files'][number];

/** A patch as the text of a file that `git apply` reads. */
export function unifiedDiff({ files }: PatchCard): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ path, change, diff, eol, bom, executable }: PatchedFile): string {
  const [before, after] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const header = [
    `diff --git ${before} ${after}`,
    ...(change === 'added' ? [`new file mode ${executable ? '100755' : '100644'}`] : []),
    ...(change === 'deleted' ? ['deleted file mode 100644'] : []),
  ];
  if (diff !== '') {
    header.push(`--- ${change === 'added' ? '/dev/null' : before}`);
    header.push(`+++ ${change === 'deleted' ? '/dev/null' : after}`);
  }
  const hunks = bom ? diff.replace('\n+', '\n+\ufeff') : diff;
  const ended = hunks === '' || hunks.endsWith('\n') ? hunks : `${hunks}\n`;
  const body = eol === 'crlf' ? ended.replace(/^(\+.*)$/gm, '$1\r') : ended;
  return `${header.join('\n')}\n${body}`;
}

/** A path as git writes it: in quotes when it has characters that the format uses. */
function quoted(path: string): string {
  return /["\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}

/**
 * The files of a patch that must not be changed by applying it: its text isn't only hunks of that file, so that it
 * could change others, or the place is one where tools run what they find.
 */
export function refusedFiles({ files }: PatchCard): readonly string[] {
  return files
    .filter(({ path, diff }) => !parseHunks(diff) || mayRun(path.split('/')))
    .map(({ path }) => path);
}

export interface GitResult {
  readonly ok: boolean;
  /** What git wrote, for the user. */
  readonly output: string;
}

/**
 * Applies a patch to the files below a folder with `git apply`, all of it or nothing.
 * @param isTrial whether only to check that it can be applied
 */
export async function applyPatch(
  diff: string,
  folder: string,
  isTrial: boolean,
): Promise<GitResult> {
  // In a repository, git reads the paths of a patch from its top folder, and skips those outside this one.
  const prefix = await git(['rev-parse', '--show-prefix'], folder);
  const inside = prefix.ok && prefix.output !== '' ? [`--directory=${prefix.output}`] : [];
  const check = isTrial ? ['--check'] : [];
  return git(['apply', '--whitespace=nowarn', ...check, ...inside, '-'], folder, diff);
}

/** Runs git; fails with its message, or with the one of the system when there is no git. */
function git(args: readonly string[], cwd: string, input = ''): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd, stdio: 'pipe', windowsHide: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output = (output + text).slice(0, maxOutput);
      });
    }
    child.on('error', ({ message }) => resolve({ ok: false, output: message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
    // Git may end before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The longest output of git that is shown, in UTF-16 units. */
const maxOutput = 4000;
