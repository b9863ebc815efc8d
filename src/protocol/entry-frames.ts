import * as v from 'valibot';
import { storedCard } from './card';
import {
  announcement,
  anonymous,
  applied,
  emoji,
  id,
  maxSuccessors,
  member,
  name,
  pin,
  reason,
  seq,
  successor,
  term,
  text,
  time,
} from './frame-fields';

/** The entries of the log, as the hub sends them and as they are stored on disk. */
export const logEntries = {
  message: v.object({
    type: v.literal('message'),
    seq,
    time,
    author: member,
    name,
    id,
    text,
    reply: v.optional(seq),
    card: storedCard,
    announcement,
    anonymous,
  }),
  edited: v.object({
    type: v.literal('edited'),
    seq,
    time,
    author: member,
    name,
    id,
    target: seq,
    text,
  }),
  deleted: v.object({
    type: v.literal('deleted'),
    seq,
    time,
    author: member,
    name,
    id,
    target: seq,
  }),
  reacted: v.object({
    type: v.literal('reacted'),
    seq,
    time,
    author: member,
    name,
    id,
    target: seq,
    emoji,
    on: v.boolean(),
    applied: v.optional(applied),
    pin,
  }),
  /** `waited`: was in the waiting line before. `opened`: has opened the room with that, in wide rooms only. */
  joined: v.object({
    type: v.literal('joined'),
    seq,
    time,
    member,
    name,
    waited: v.boolean(),
    opened: v.optional(v.literal(true)),
  }),
  /** `left`: sent `leave`; `lost`: didn't come back in time; `slow`: didn't read fast enough. */
  left: v.object({
    type: v.literal('left'),
    seq,
    time,
    member,
    name,
    why: v.picklist(['left', 'lost', 'slow']),
  }),
  renamed: v.object({ type: v.literal('renamed'), seq, time, member, name, before: name }),
  /** `by`: who did, in wide rooms only. */
  removed: v.object({
    type: v.literal('removed'),
    seq,
    time,
    member,
    name,
    reason,
    by: v.optional(v.object({ member, name })),
  }),
  /** In wide rooms only: the author moved the room to another epoch, which has other keys and another invite. */
  rekeyed: v.object({ type: v.literal('rekeyed'), seq, time, author: member, name, id }),
  /** Who may host the room from now on: the host, and those who may take over. */
  successors: v.object({
    type: v.literal('successors'),
    seq,
    time,
    successors: v.pipe(v.array(successor), v.maxLength(maxSuccessors), v.readonly()),
  }),
  /** The member hosts the room from this entry on, instead of the member `before`. */
  'took-over': v.object({
    type: v.literal('took-over'),
    seq,
    time,
    term,
    member,
    name,
    before: member,
  }),
  /**
   * This room continues a copy of another one, whose log is what comes before this entry: the member is its host, and
   * nobody else of the other room is in it. `host`: the name of the other room's host, if known.
   */
  continued: v.object({
    type: v.literal('continued'),
    seq,
    time,
    member,
    name,
    host: v.optional(name),
  }),
} as const;

/** An entry of a type that only later versions know: it counts, and shows nothing. */
export interface UnknownEntry {
  readonly type: 'unknown';
  readonly seq: number;
  /** The entry as it came. */
  readonly json: string;
}

export type EntryFrame = v.InferOutput<(typeof logEntries)[keyof typeof logEntries]> | UnknownEntry;
/** A member that may take over a room. */
export type Successor = v.InferOutput<typeof successor>;
