import * as v from 'valibot';
import { isHostAddress } from '../util/ip-address';
import { maxPatchFiles } from './card';
import { fitsEntry } from './message-text';
import { idPattern } from './request-id';
import { inviteKindNames } from './room-kinds';

/** The fields that several frames of deskmate/1 have in common, with what each of them may contain. */

/** A log entry's number: counts from 1 without gaps, the same for all members. */
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Number of the last entry that a side holds; 0 for none. */
export const last = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The last millisecond of the year 9999: not every program can represent later dates. */
const lastTime = 253_402_300_799_999;
/** Milliseconds since the Unix epoch, on the hub's clock. */
export const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(lastTime));
/** Changes when another member becomes the host. */
export const term = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Within a term, each opening of the room has a higher number. 0: from before epochs existed. */
export const opening = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const epoch = v.object({ term, opening });
/** Maximum number of earlier epochs that a member reports when it comes back. */
const maxEarlier = 64;
/**
 * How much of the log a side holds: the last entry, that entry's epoch, and the epochs before it, newest first, each with
 * the last entry held.
 */
export const logPosition = {
  last,
  epoch: v.optional(epoch),
  earlier: v.optional(
    v.pipe(v.array(v.object({ term, opening, last })), v.maxLength(maxEarlier), v.readonly()),
  ),
} as const;
/** A member's id, assigned by the hub; unique as long as the room's log exists. */
export const member = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** The sender's id for a request, unique among its own: the hub uses it to recognize repeats. */
export const id = v.pipe(v.string(), v.regex(idPattern));
/** A name as requested or assigned; the hub decides who has which. */
export const name = v.pipe(v.string(), v.maxLength(256));
/** A message's text: at most 32 KiB of UTF-8, and as JSON short enough for a line with all its fields. */
export const text = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((said) => fitsEntry(said)),
);
/** 16 bytes, base64url without padding. */
export const token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
/** 32 bytes, base64url without padding. */
export const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** The fields of these two schemas, and arrays of them: whoever sees their values can join a room, or act as a member. */
export const secretFields: ReadonlySet<string> = new Set(['token', 'key', 'keys']);
export const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
/** A number of files in a patch. */
const fileCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(maxPatchFiles));
/** How many of a patch's files (`of`) a member has applied completely (`files`). */
export const applied = v.pipe(
  v.object({ files: fileCount, of: v.pipe(fileCount, v.minValue(1)) }),
  v.check(({ files, of }) => files <= of),
);
/** Makes a reaction a pin: not a type of its own, because older members would miss its number in the log. */
export const pin = v.optional(v.literal(true));
/** Makes a message an announcement: not a type of its own, for the same reason. */
export const announcement = v.optional(v.literal(true));
/** Makes it a student's private message to publish, or one that was published, without the student's name. */
export const anonymous = v.optional(v.literal(true));
export const reason = v.pipe(v.string(), v.maxLength(500));
export const presence = v.picklist(['here', 'idle', 'away']);
export const kind = v.picklist(inviteKindNames);
/** A limit on files, in bytes. */
export const fileLimit = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Maximum number of members who may host a room: its host, and four who may take over. */
export const maxSuccessors = 5;
/** Maximum number of addresses of one of them. */
export const maxSuccessorAddresses = 8;
/** Where a member that may take over listens, with its own certificate. */
export const listener = v.object({
  pin: key,
  addresses: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(64), v.check(isHostAddress))),
    v.minLength(1),
    v.maxLength(maxSuccessorAddresses),
    v.readonly(),
  ),
  port: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65535)),
});
export const successor = v.object({ member, ...listener.entries });
/** Lower-case words joined by hyphens. docs/PROTOCOL.md lists them; new ones may be added. */
export const code = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));
