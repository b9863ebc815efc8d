import * as v from 'valibot';
import { sentCard } from './card';
import { withCleanText } from './codec';
import { applied, emoji, id, key, last, name, pin, reason, seq, text } from './frame-fields';
import { normalizeMessageText } from './message-text';
import { cleanRoomName } from './names';
import { cleanPlace, place } from './place';
import type { OpenedEntry } from './wide';

/**
 * What entries of a wide room do, and what members say of themselves; docs/WIDE.md explains them. The types that
 * deskmate/1 has too carry the same fields.
 */

/** Maximum number of members that a locked room names, so that the rules can be published again. */
export const maxListed = 1500;
/** Maximum number of moderators of a room. */
export const maxModerators = 16;
/** Maximum number of members that can be taken along into another epoch. */
export const maxTaken = 500;
/** Characters of a member's id in a wide room. */
export const memberLength = 22;

/** Base64url of whatever is sealed. */
const sealed = v.pipe(v.string(), v.maxLength(1024), v.regex(/^[A-Za-z0-9_-]+$/));
const wideMember = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
const point = v.object({ seq, chain: key });
const most = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const acts = {
  join: v.object({ type: v.literal('join'), box: key }),
  leave: v.object({ type: v.literal('leave') }),
  say: v.object({
    type: v.literal('say'),
    text,
    reply: v.optional(seq),
    card: sentCard,
    /** Where the card's file is. */
    file: v.optional(v.object({ epoch: seq, seq })),
  }),
  edit: v.object({ type: v.literal('edit'), target: seq, text }),
  delete: v.object({ type: v.literal('delete'), target: seq }),
  react: v.object({
    type: v.literal('react'),
    target: seq,
    emoji,
    on: v.boolean(),
    applied: v.optional(applied),
    pin,
  }),
  rename: v.object({ type: v.literal('rename'), name }),
  rules: v.object({
    type: v.literal('rules'),
    version: seq,
    room: name,
    most,
    locked: v.boolean(),
    members: v.optional(v.pipe(v.array(wideMember), v.maxLength(maxListed), v.readonly())),
    moderators: v.pipe(
      v.array(v.object({ member: wideMember, grant: sealed })),
      v.maxLength(maxModerators),
      v.readonly(),
    ),
    at: last,
  }),
  repeat: v.object({ type: v.literal('repeat'), entry: v.pipe(v.string(), v.minLength(1)) }),
  remove: v.object({ type: v.literal('remove'), member: wideMember, reason }),
  rekey: v.object({
    type: v.literal('rekey'),
    epoch: seq,
    at: v.optional(last),
    keys: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(1024), v.regex(/^[A-Za-z0-9_-]{23,}$/))),
      v.maxLength(maxTaken),
      v.readonly(),
    ),
  }),
  continues: v.object({
    type: v.literal('continues'),
    epoch: seq,
    token: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
    chain: v.optional(point),
  }),
} as const;

type Acts = typeof acts;

export type WideAct = { [K in keyof Acts]: v.InferOutput<Acts[K]> }[keyof Acts];

export type WideRules = v.InferOutput<Acts['rules']>;

const statuses = {
  here: v.object({
    type: v.literal('here'),
    presence: v.picklist(['here', 'idle', 'away']),
    place: v.optional(place),
    last,
    chain: v.optional(key),
  }),
  typing: v.object({ type: v.literal('typing') }),
  received: v.object({ type: v.literal('received'), seq }),
  nudge: v.object({ type: v.literal('nudge'), id }),
  nudged: v.object({ type: v.literal('nudged'), id }),
} as const;

type Statuses = typeof statuses;

export type WideStatus = { [K in keyof Statuses]: v.InferOutput<Statuses[K]> }[keyof Statuses];

/** Reads what an entry does, with clean texts; undefined if it isn't valid, or of a later version. */
export function readAct(act: OpenedEntry['act']): WideAct | undefined {
  const read = readBy<WideAct>(acts, act);
  if (!read) return undefined;
  switch (read.type) {
    case 'say':
    case 'edit':
      return withCleanText(read);
    case 'react':
      return { ...read, emoji: normalizeMessageText(read.emoji) };
    case 'remove':
      return { ...read, reason: normalizeMessageText(read.reason) };
    case 'rules':
      return { ...read, room: cleanRoomName(read.room) };
    default:
      return read;
  }
}

/** Reads what a member says of itself; undefined if it isn't valid, or of a later version. */
export function readStatus(status: Readonly<Record<string, unknown>>): WideStatus | undefined {
  const read = readBy<WideStatus>(statuses, status);
  return read?.type === 'here' && read.place ? { ...read, place: cleanPlace(read.place) } : read;
}

function readBy<T>(
  schemas: Readonly<Record<string, v.GenericSchema>>,
  value: Readonly<Record<string, unknown>>,
): T | undefined {
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) return undefined;
  const schema = schemas[type] as v.GenericSchema<unknown, T>;
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}
