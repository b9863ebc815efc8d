import { mkdir } from 'node:fs/promises';
import { extract } from 'tar';

/** The library's names; the old one is for archives from before ustar. */
const FILE_TYPES: ReadonlySet<string> = new Set(['File', 'OldFile']);

/**
 * Unpacks the regular files of a tar archive whose entries are all in one top folder, without that folder.
 * Links and other kinds of entries are skipped.
 *
 * @param archive a file: plain, gzipped, or, where its name ends with `.tar.br`, compressed with Brotli
 * @param wanted decides by a file's path in the top folder; all files when absent
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
    // Fail on a damaged archive instead of skipping a file.
    strict: true,
    noMtime: true,
    filter: (name, entry) =>
      'type' in entry && FILE_TYPES.has(entry.type) && wanted(name.slice(name.indexOf('/') + 1)),
    onReadEntry(entry) {
      // Only keep the executable bit: some packages have files without read permission.
      entry.mode = (entry.mode ?? 0) & 0o100 ? 0o755 : 0o644;
    },
  });
}
