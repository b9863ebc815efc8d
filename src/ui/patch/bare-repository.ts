import * as vscode from 'vscode';
import { plainName } from '../../text/risky-paths';

/**
 * The parts of a bare repository besides `HEAD`. Git treats a folder that contains them as a repository as
 * soon as someone runs git there, and then runs what its `config` and `hooks` say; it needs no `.git`.
 */
const repositoryParts = [
  'config',
  'objects',
  'refs',
  'hooks',
  'packed-refs',
  'info',
  'commondir',
] as const;

/**
 * Finds the files that are in a bare repository, or would be once all of them exist: an existing one, one
 * that they form together, or one that they complete. `HEAD` and one other part are enough, because the
 * rest could come with the next patch.
 * @param files addresses with links resolved
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
    ({ names }) => names.has('head') && repositoryParts.some((name) => names.has(name)),
  );
  return new Set(bare.flatMap(({ below }) => below));
}

/** The folders that contain a file, each with the first name below it. */
function foldersOf(uri: vscode.Uri): { folder: vscode.Uri; name: string }[] {
  const names = uri.path.split('/');
  return names.slice(1).map((name, index) => ({
    folder: uri.with({ path: names.slice(0, index + 1).join('/') || '/' }),
    name,
  }));
}

async function partsOnDisk(folder: vscode.Uri): Promise<Set<string>> {
  const there = await Promise.all(
    ['HEAD', ...repositoryParts].map((name) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name)).then(
        () => [name.toLowerCase()],
        () => [],
      ),
    ),
  );
  return new Set(there.flat());
}
