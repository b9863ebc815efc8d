import * as vscode from 'vscode';
import type { PatchCard } from '../../protocol/card';
import { realUri } from '../code/inside-folders';
import { safePath } from '../code/paths';
import type { WorkspaceFiles } from '../code/workspace-files';
import { inBareRepositories } from './bare-repository';
import type { PatchFile } from './changed-file';
import { canEncode } from './encoding';
import { type FilePlan, type LocalFiles, planFiles } from './file-plan';
import { openLocalFile } from './local-file';

export type PatchableFiles = Pick<
  WorkspaceFiles,
  'candidates' | 'mayChange' | 'locationsForNewFile'
>;

/**
 * Determines what each file of a patch would do to the files of this window's folders. Writes nothing.
 * @param choose returns the place of the card's file with this index, if several are possible
 */
export function planInWorkspace(
  card: PatchCard,
  files: PatchableFiles,
  choose: LocalFiles['choose'] = async () => undefined,
): Promise<readonly FilePlan[]> {
  return planFiles(card.files, {
    find: (file) => find(file, files),
    locationsForNewFile: (file, known) =>
      files.locationsForNewFile(
        wholePath(file),
        known.map((it) => ({ path: wholePath(it.file), uri: it.uri })),
      ),
    choose,
    identity: realUri,
    inBareRepositories,
    canEncode,
    // A link's target counts, too.
    open: async (uri) => {
      if (await files.mayChange(uri)) return openLocalFile(uri);
      return (await isThere(uri)) ? 'not-allowed' : 'missing';
    },
  });
}

/**
 * The most likely files by the whole path, and those at exactly the card's path: the reader may have
 * opened another folder of the project, or the same one under another name.
 */
async function find(file: PatchFile, files: PatchableFiles): Promise<readonly vscode.Uri[]> {
  const likeliest = async (path: string) => (await files.candidates(path).next()).value;
  const byWhole = await likeliest(wholePath(file));
  const byPath = file.folder === undefined ? undefined : await likeliest(file.path);
  const found = [
    ...(byWhole && byWhole.match !== 'name' ? byWhole.uris : []),
    ...(byPath?.match === 'exact' ? byPath.uris : []),
  ];
  return [...new Map(found.map((uri) => [uri.toString(), uri])).values()];
}

/** The path on the sender's computer, from the repository or the opened folder down. */
function wholePath({ folder, path }: PatchFile): string {
  return folder !== undefined && safePath(folder) ? `${folder}/${path}` : path;
}

function isThere(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
