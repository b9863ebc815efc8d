import * as vscode from 'vscode';
import { plainName } from '../code/risky-paths';

/**
 * What a bare repository consists of, beside its `HEAD`. Git takes a folder with these for one as soon as
 * somebody runs it there, and runs what its `config` and `hooks` say; no `.git` is needed.
 */
const parts = ['config', 'objects', 'refs', 'hooks', 'packed-refs', 'info', 'commondir'] as const;

/**
 * Which of these files lie in a bare repository, or would once all of them are there: one that is on disk
 * already, one that they make together, or one that they complete. `HEAD` and one part are enough: the
 * rest could come with the next patch.
 * @param files addresses, links followed
 */
export async function inBareRepositories(files: readonly string[]): Promise<ReadonlySet<string>> {
  const folders = new Map<string, { readonly names: Set<string>; readonly below: string[] }>();
  for (const file of files) {
    for (const { folder, name } of foldersOf(vscode.Uri.parse(file))) {
      const key = folder.toString();
      const found = folders.get(key) ?? { names: await partsOnDisk(folder), below: [] };
      folders.set(key, found);
      found.names.add(plainName(name));
      found.below.push(file);
    }
  }
  const bare = [...folders.values()].filter(
    ({ names }) => names.has('head') && parts.some((name) => names.has(name)),
  );
  return new Set(bare.flatMap(({ below }) => below));
}

/** The folders that a file is in, and the first name below each. */
function foldersOf(uri: vscode.Uri): { folder: vscode.Uri; name: string }[] {
  const names = uri.path.split('/');
  return names.slice(1).map((name, index) => ({
    folder: uri.with({ path: names.slice(0, index + 1).join('/') || '/' }),
    name,
  }));
}

async function partsOnDisk(folder: vscode.Uri): Promise<Set<string>> {
  const there = await Promise.all(
    ['HEAD', ...parts].map((name) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name)).then(
        () => [name.toLowerCase()],
        () => [],
      ),
    ),
  );
  return new Set(there.flat());
}
