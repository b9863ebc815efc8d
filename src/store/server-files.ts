import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  maxServerFile,
  type ParsedServer,
  parseServerLink,
  readServerFile,
} from '../protocol/wide-server-file';

/** The largest file that is read, in bytes: UTF-8 takes at most 3 for a UTF-16 unit. */
const maxBytes = 3 * maxServerFile;

/**
 * Reads a server for wide rooms.
 * @param entry a link, or the path of a file: absolute, or in the home folder after `~/`
 * @param folder where a relative path begins; without it, there is none
 */
export async function loadServer(entry: string, folder?: string): Promise<ParsedServer> {
  const linked = parseServerLink(entry);
  if (linked) return linked;
  const file = pathOf(entry, folder);
  if (file === undefined) return { ok: false, problem: { code: 'unreadable' } };
  try {
    const found = await stat(file);
    if (!found.isFile()) return { ok: false, problem: { code: 'unreadable' } };
    // The disk's word on the size keeps a huge file out of memory.
    if (found.size > maxBytes) return { ok: false, problem: { code: 'too-large' } };
    return readServerFile(await readFile(file, 'utf8'));
  } catch {
    return { ok: false, problem: { code: 'unreadable' } };
  }
}

function pathOf(entry: string, folder: string | undefined): string | undefined {
  if (/^~[\\/]/.test(entry)) return path.join(homedir(), entry.slice(2));
  if (path.isAbsolute(entry)) return entry;
  return folder === undefined ? undefined : path.resolve(folder, entry);
}
