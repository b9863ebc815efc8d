import * as v from 'valibot';
import { normalizeLine } from './message-text';

/** A file's path on the sender's computer, relative to its folder, with forward slashes. Untrusted. */
export const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

/** A line or a column; both count from 1. */
export const position = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000_000));

/** Where a member is in its editor: the cursor's line, or the selected lines up to and with `endLine`. */
export const place = v.pipe(
  v.object({
    path: filePath,
    line: position,
    endLine: v.optional(position),
    /** 18 bits of the SHA-256 of the selected lines, base64url; absent when nothing is selected. */
    hash: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{3}$/))),
  }),
  v.check(({ line, endLine = line }) => endLine >= line),
);

export type Place = v.InferOutput<typeof place>;

/** Makes the path safe to show; it stays untrusted for opening. */
export function cleanPlace({ path, ...lines }: Place): Place {
  return { path: normalizeLine(path), ...lines };
}

export function isSamePlace(one: Place | undefined, other: Place | undefined): boolean {
  return (
    one?.path === other?.path &&
    one?.line === other?.line &&
    one?.endLine === other?.endLine &&
    one?.hash === other?.hash
  );
}
