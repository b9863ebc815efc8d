import { mkdir } from 'node:fs/promises';
import { extract } from 'tar';

/** Names of the library; the old type is that of archives from before ustar. */
const FILE_TYPES: ReadonlySet<string> = new Set(['File', 'OldFile']);

/**
 * Unpacks the regular files of a tar archive whose entries are all below one folder, without that folder.
 * Links and the like are left out.
 *
 * @param archive a file: plain, gzipped, or, where its name ends with `.tar.br`, compressed with Brotli
 * @param wanted decides by a file's path below that folder; all files when absent
 * @throws {Error} for a damaged archive and for a path that leads out of the folder
 */
export async function extractTar(
  archive: string,
  folder: string,
  wanted: (file: string) => boolean = () => true,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await extract({
    file: archive,
    cwd: folder,
    strip: 1,
    // What is wrong with an archive fails instead of leaving out a file.
    strict: true,
    noMtime: true,
    filter: (name, entry) =>
      'type' in entry && FILE_TYPES.has(entry.type) && wanted(name.slice(name.indexOf('/') + 1)),
    onReadEntry(entry) {
      // Of an archive's permissions only this one counts: some packages have files that nobody may read.
      entry.mode = (entry.mode ?? 0) & 0o100 ? 0o755 : 0o644;
    },
  });
}
