import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const BLOCK = 512;

/**
 * Unpacks the regular files of a tar archive in memory. Understands ustar prefixes and pax paths,
 * which is all that npm and GNU tar write for the archives used here; links and the like are left out.
 *
 * @param place says where a file goes, relative to the folder, or undefined to leave it out
 * @throws {Error} for a damaged archive and for a path that leads out of the folder
 */
export async function extractTar(
  archive: Buffer,
  folder: string,
  place: (name: string) => string | undefined,
): Promise<void> {
  const made = new Set<string>();
  for (const entry of readTar(archive)) {
    const name = place(entry.name);
    if (name === undefined) continue;
    const target = path.resolve(folder, name);
    if (!target.startsWith(path.resolve(folder) + path.sep)) {
      throw new Error(`The archive holds a path that leads out of its folder: ${entry.name}`);
    }
    const parent = path.dirname(target);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    await writeFile(target, entry.content, { mode: entry.executable ? 0o755 : 0o644 });
  }
}

interface TarFile {
  readonly name: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

function* readTar(archive: Buffer): Generator<TarFile> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    // Two blocks of zeros end an archive; one is enough to know.
    if (header[0] === 0) return;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isFinite(size) || at + BLOCK + size > archive.length) {
      throw new Error('The archive is damaged.');
    }
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    const type = text(header, 156, 1);
    if (type === 'x') {
      longName = paxPath(content);
    } else {
      if (type === '0' || type === '') {
        const name =
          longName ?? [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/');
        yield {
          name,
          content,
          executable: (Number.parseInt(text(header, 100, 8), 8) & 0o100) !== 0,
        };
      }
      longName = undefined;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** A pax header is lines of "LENGTH key=value"; the length is decimal and counts the whole line. */
function paxPath(content: Buffer): string | undefined {
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.toString('utf8', at, at + 20), 10);
    if (!(length > 0)) throw new Error('The archive is damaged.');
    const line = content.toString('utf8', at, at + length - 1);
    const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)$/.exec(line) ?? [];
    if (key === 'path') return value;
    at += length;
  }
  return undefined;
}

/** A header field: text up to the first NUL, without the spaces around it. */
function text(header: Buffer, offset: number, length: number): string {
  const field = header.toString('utf8', offset, offset + length);
  return field.split('\0', 1)[0]?.trim() ?? '';
}
