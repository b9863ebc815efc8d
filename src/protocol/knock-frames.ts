import * as v from 'valibot';
import { key, token, version } from './frame-fields';
import { decodeShortLine, hashedName, refusalCode } from './short-line';

/**
 * The frames of a knock, by direction; docs/PROTOCOL.md explains them under "Knocking". A frame is a JSON
 * object on a line of its own. Fields not listed here are ignored.
 */

/** Why a host refuses a knock: the codes of `refused`, as docs/PROTOCOL.md explains them. */
export const knockRefusals = [
  'bad-frame',
  'other-version',
  'commit-mismatch',
  'knock-timeout',
  'knocks-full',
  'no-knocks',
  'wrong-code',
  'denied',
  'room-locked',
  'room-full',
  'line-full',
  'room-closed',
  'host-away',
] as const;

export type KnockRefusal = (typeof knockRefusals)[number];

/** From the one who knocks to the host. */
export const toKnockHost = {
  /** `commit`: SHA-256 that binds the name and `g`, which `open` shows; see `commitmentOf`. */
  knock: v.object({ type: v.literal('knock'), version, name: hashedName, commit: key }),
  /** `g`: 32 random bytes. */
  open: v.object({ type: v.literal('open'), g: key }),
} as const;

/** From the host to the one who knocks. */
export const toKnockGuest = {
  /** `h`: 32 random bytes; `roomId`: the id of the room's announcement. */
  nonce: v.object({
    type: v.literal('nonce'),
    h: key,
    roomId: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
    room: hashedName,
    host: hashedName,
  }),
  /** The host has typed the right code. `token`: the invite's. The host then closes. */
  accepted: v.object({ type: v.literal('accepted'), token }),
  /** The host refuses the knock, and closes. Later versions may add codes. */
  refused: v.object({ type: v.literal('refused'), code: refusalCode }),
} as const;

export type KnockFrameToHost = v.InferOutput<(typeof toKnockHost)[keyof typeof toKnockHost]>;
export type KnockFrameToGuest = v.InferOutput<(typeof toKnockGuest)[keyof typeof toKnockGuest]>;

/** The version of the frames, in ALPN and in the first one. */
export const knockVersion = 1;

/** The protocol of knocks, in ALPN. */
export const knockAlpn = `deskmate-knock/${knockVersion}`;

const toHost = v.variant('type', Object.values(toKnockHost));
const toGuest = v.variant('type', Object.values(toKnockGuest));

/** Decodes a line from someone who knocks; undefined if it isn't a frame. Never throws. */
export function decodeToKnockHost(line: string): KnockFrameToHost | undefined {
  return decodeShortLine(toHost, line);
}

/** Decodes a line from the host; undefined if it isn't a frame. Never throws. */
export function decodeToKnockGuest(line: string): KnockFrameToGuest | undefined {
  return decodeShortLine(toGuest, line);
}
