import * as v from 'valibot';
import { fileHash } from './card';
import { fileSize } from './file-limits';
import { key, member } from './frame-fields';
import { decodeShortLine, refusalCode } from './short-line';

/**
 * The lines of a file connection, by direction; docs/PROTOCOL.md explains them under "Files". Raw bytes come
 * between them. Fields not listed here are ignored.
 */

/** A position in a file, in bytes. */
const offset = fileSize;

/** The first line of a connection. `offset`: `put`: the first byte that the member can send; `get`: to begin with. */
const request = { member, key, file: fileHash, size: fileSize, offset };

/** From a member to the hub. */
export const toFileHub = {
  put: v.object({ type: v.literal('put'), ...request }),
  get: v.object({ type: v.literal('get'), ...request }),
} as const;

/** From the hub to a member. */
export const toFileMember = {
  /** The bytes from `offset` up to the file's size follow, from the side that has them. */
  ready: v.object({ type: v.literal('ready'), offset }),
  /** `put`: the hub has the whole file, with its hash; `get`: it has sent the last byte. */
  done: v.object({ type: v.literal('done') }),
  /** The hub closes the connection, and why. Later versions may add codes. */
  refused: v.object({ type: v.literal('refused'), code: refusalCode }),
} as const;

export type FileFrameToHub = v.InferOutput<(typeof toFileHub)[keyof typeof toFileHub]>;
export type FileFrameToMember = v.InferOutput<(typeof toFileMember)[keyof typeof toFileMember]>;

/** The longest line of a file connection, in bytes with its line feed. */
export const maxFileLine = 1024;

/** The protocol of file connections, in ALPN. */
export const fileAlpn = 'deskmate-file/1';

const toHub = v.variant('type', Object.values(toFileHub));
const toMember = v.variant('type', Object.values(toFileMember));

/** Decodes a line from a member; undefined if it isn't a frame. Never throws. */
export function decodeToFileHub(line: string): FileFrameToHub | undefined {
  return decodeShortLine(toHub, line);
}

/** Decodes a line from the hub; undefined if it isn't a frame. Never throws. */
export function decodeToFileMember(line: string): FileFrameToMember | undefined {
  return decodeShortLine(toMember, line);
}
