import * as v from 'valibot';
import { key, token, version } from './frame-fields';
import { decodeShortLine, hashedName, refusalCode } from './short-line';

/**
 * The frames of a connection that proves a room code, by direction; docs/PROTOCOL.md explains them under "Room
 * codes". A frame is a JSON object on a line of its own. Fields not listed here are ignored.
 */

/** Why a host refuses a room code: the codes of `refused`, as docs/PROTOCOL.md explains them. */
export const codeRefusals = [
  'bad-frame',
  'other-version',
  'code-timeout',
  'codes-busy',
  'wrong-code',
  'no-tries',
  'code-paused',
  'code-changed',
  'no-code',
  'room-locked',
  'room-full',
  'line-full',
  'room-closed',
  'host-away',
] as const;

export type CodeRefusal = (typeof codeRefusals)[number];

/** 64 bytes, base64url without padding. */
const mac = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/));
/** The share of one side; see `CPaceSide`. */
const share = v.object({ type: v.literal('share'), y: key });

/** From the guest to the host. */
export const toCodeHost = {
  start: v.object({ type: v.literal('start'), version }),
  share,
  /** The guest proves that it has the code. */
  proof: v.object({ type: v.literal('proof'), mac }),
} as const;

/** From the host to the guest. */
export const toCodeGuest = {
  /** `sid`: 32 random bytes; `roomId`: the id of the room's announcement, empty if it isn't announced. */
  session: v.object({
    type: v.literal('session'),
    sid: key,
    roomId: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{16})?$/)),
    room: hashedName,
    host: hashedName,
  }),
  share,
  /** The host proves the same, and gives the invite's token. It then closes. */
  accepted: v.object({ type: v.literal('accepted'), mac, token }),
  /** The host refuses, and closes. `left`: after `wrong-code`, how many tries this address has. Later versions may add codes. */
  refused: v.object({
    type: v.literal('refused'),
    code: refusalCode,
    left: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
} as const;

export type CodeFrameToHost = v.InferOutput<(typeof toCodeHost)[keyof typeof toCodeHost]>;
export type CodeFrameToGuest = v.InferOutput<(typeof toCodeGuest)[keyof typeof toCodeGuest]>;

/** The version of the frames, in ALPN and in the first one. */
export const codeVersion = 1;

/** The protocol of room codes, in ALPN. */
export const codeAlpn = `deskmate-code/${codeVersion}`;

const toHost = v.variant('type', Object.values(toCodeHost));
const toGuest = v.variant('type', Object.values(toCodeGuest));

/** Decodes a line from a guest; undefined if it isn't a frame. Never throws. */
export function decodeToCodeHost(line: string): CodeFrameToHost | undefined {
  return decodeShortLine(toHost, line);
}

/** Decodes a line from the host; undefined if it isn't a frame. Never throws. */
export function decodeToCodeGuest(line: string): CodeFrameToGuest | undefined {
  return decodeShortLine(toGuest, line);
}
