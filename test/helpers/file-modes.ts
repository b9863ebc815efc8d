import { statSync } from 'node:fs';

/** The permission bits of a file or folder. */
export function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/**
 * The permission bits that something made with this mode has. Windows has no such modes and reports 0666 for
 * everything; there, the access list of the user's own folder, which what is in it inherits, keeps others out.
 */
export function expectedMode(mode: number): number {
  return process.platform === 'win32' ? 0o666 : mode;
}
