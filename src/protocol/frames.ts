import * as v from 'valibot';
import { keptCard, maxPatchFiles, sentCard } from './card';
import { inviteKindNames } from './room-kinds';
import { fitsEntry } from './room-text';

/**
 * Every frame of deskmate/1, named by direction. docs/PROTOCOL.md explains them; a test fails when the
 * two disagree. A frame is a JSON object on a line of its own. Fields not listed here are ignored.
 */

/** Numbers of log entries: 1 upward, no gaps, the same for all members. */
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** The last number somebody holds; 0 when none. */
const last = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The last millisecond of the year 9999: later ones are no dates everywhere. */
const lastTime = 253_402_300_799_999;
/** Milliseconds since the Unix epoch, on the hub's clock. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(lastTime));
/** Changes by an election only; 1 until there are any. */
const term = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Of one term, later openings of the room have higher numbers. 0: from before there were epochs. */
const opening = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const epoch = v.object({ term, opening });
/** A member's id, given by the hub: unique for as long as the room's log lives. */
const member = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** What the sender calls a request, unique among its own: by it the hub knows a repeat. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
/** A name as wished or as given; who may bear which is the hub's to say. */
const name = v.pipe(v.string(), v.maxLength(256));
/** What was said: at most 32 KiB of UTF-8, and as JSON short enough for a line with all its fields. */
const text = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((said) => fitsEntry(said)),
);
/** 16 bytes, base64url without padding. */
const token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
/** 32 bytes, base64url without padding. */
const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
/** Files of a card that can be counted. */
const fileCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(maxPatchFiles));
/** How many of a patch's files somebody has applied as a whole, of how many. */
const applied = v.pipe(
  v.object({ files: fileCount, of: v.pipe(fileCount, v.minValue(1)) }),
  v.check(({ files, of }) => files <= of),
);
const reason = v.pipe(v.string(), v.maxLength(500));
const presence = v.picklist(['here', 'idle', 'away']);
const kind = v.picklist(inviteKindNames);
/** Epochs besides the last one that a member tells of when it comes back. */
const maxEarlier = 64;
const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Lower-case words joined by hyphens; docs/PROTOCOL.md lists them, and new ones may come. */
const code = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));

/** From a member to the hub. The first frame is `join` or `resume`. */
export const toHub = {
  /** Comes in for the first time, with the invite's token. */
  join: v.object({ type: v.literal('join'), version, token, name }),
  /**
   * Comes back as the member it was, with the key it got. `last` is the last entry it holds, `epoch` that
   * entry's, `earlier` the epochs before with the last entry it holds of each, the newest first. `name` is
   * for a hub that has lost it.
   */
  resume: v.object({
    type: v.literal('resume'),
    version,
    member,
    key,
    last,
    epoch: v.optional(epoch),
    earlier: v.optional(
      v.pipe(v.array(v.object({ term, opening, last })), v.maxLength(maxEarlier), v.readonly()),
    ),
    name: v.optional(name),
  }),
  /** `reply`: the message that this one answers. Text and card together fit a line of the protocol. */
  say: v.object({
    type: v.literal('say'),
    id,
    text,
    reply: v.optional(seq),
    card: sentCard,
  }),
  /** Gives one's own message `target` another text. */
  edit: v.object({ type: v.literal('edit'), id, target: seq, text }),
  /** Takes one's own message `target` back. */
  delete: v.object({ type: v.literal('delete'), id, target: seq }),
  /**
   * Puts a reaction to the message `target`, or takes it away. `applied`: it says that the sender has
   * applied the patch of that message.
   */
  react: v.object({
    type: v.literal('react'),
    id,
    target: seq,
    emoji,
    on: v.boolean(),
    applied: v.optional(applied),
  }),
  rename: v.object({ type: v.literal('rename'), id, name }),
  /** Holds every entry up to `seq`. */
  received: v.object({ type: v.literal('received'), seq }),
  /** At most every 2 s. */
  presence: v.object({ type: v.literal('presence'), presence }),
  /** Is writing something; counts for 5 s. At most every 2 s. */
  typing: v.object({ type: v.literal('typing') }),
  leave: v.object({ type: v.literal('leave') }),
  /** Sent when nothing else was for 15 s. */
  ping: v.object({ type: v.literal('ping') }),
} as const;

/** The entries of the log, as the hub sends them and as they stand on disk. */
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
    card: keptCard,
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
  }),
  /** `waited`: came in from the waiting line. */
  joined: v.object({ type: v.literal('joined'), seq, time, member, name, waited: v.boolean() }),
  /** `left`: said so; `lost`: did not come back in time; `slow`: did not read fast enough. */
  left: v.object({
    type: v.literal('left'),
    seq,
    time,
    member,
    name,
    why: v.picklist(['left', 'lost', 'slow']),
  }),
  renamed: v.object({ type: v.literal('renamed'), seq, time, member, name, before: name }),
  removed: v.object({ type: v.literal('removed'), seq, time, member, name, reason }),
} as const;

const person = v.object({ id: member, name, host: v.boolean(), presence });

/** From the hub to a member. */
export const toMember = {
  /**
   * Let in. `people` frames follow, then the entries after those the member holds, then live ones.
   * `you.key` comes with the first welcome only. `first` to `last` are the entries the hub keeps, `epoch`
   * is that of entries numbered from now on. `keep`: the member holds more than what the hub has; the last
   * entry that both have alike.
   */
  welcome: v.object({
    type: v.literal('welcome'),
    version,
    room: v.object({ name, kind, most: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
    you: v.object({ id: member, name, key: v.optional(key) }),
    first: seq,
    last,
    epoch: v.optional(epoch),
    keep: v.optional(last),
  }),
  /** Who is in the room as of entry `last` of the welcome; as many frames as it takes. */
  people: v.object({ type: v.literal('people'), members: v.array(person) }),
  /** Authenticated, and in line; 1 is next. Sent again whenever it changes. */
  waiting: v.object({ type: v.literal('waiting'), position: seq }),
  ...logEntries,
  /** The entries that follow are of this epoch. */
  epoch: v.object({ type: v.literal('epoch'), term, opening }),
  /** The hub no longer keeps these entries; the next one is `to` + 1. */
  gap: v.object({ type: v.literal('gap'), from: seq, to: seq }),
  /** How far members have received the log; to those who wait for it only. */
  receipts: v.object({
    type: v.literal('receipts'),
    marks: v.array(v.object({ member, seq: last })),
  }),
  /** The room is of another kind now, or lets in another number of guests. */
  room: v.object({ type: v.literal('room'), kind, most: seq }),
  /** Something about the room holds from now on (`on`), or no longer. */
  notice: v.object({ type: v.literal('notice'), code, on: v.boolean() }),
  presence: v.object({ type: v.literal('presence'), member, presence }),
  typing: v.object({ type: v.literal('typing'), member }),
  /** A request was not done; `id` is the request's. `proposal`: a name that can be had. */
  refused: v.object({
    type: v.literal('refused'),
    code,
    id: v.optional(id),
    proposal: v.optional(name),
  }),
  /** The hub closes this connection, and why. */
  bye: v.object({ type: v.literal('bye'), code, reason: v.optional(reason) }),
  ping: v.object({ type: v.literal('ping') }),
} as const;

type Frames<T extends Record<string, v.GenericSchema>> = {
  [K in keyof T]: v.InferOutput<T[K]>;
}[keyof T];

export type ToHub = Frames<typeof toHub>;
export type ToMember = Frames<typeof toMember>;
export type EntryFrame = Frames<typeof logEntries>;
export type Epoch = v.InferOutput<typeof epoch>;
export type Presence = v.InferOutput<typeof presence>;
export type Applied = v.InferOutput<typeof applied>;
export type Person = v.InferOutput<typeof person>;
export type Welcome = v.InferOutput<typeof toMember.welcome>;

/** Which limit the line of a frame to the hub has. */
export const lineLimits: Readonly<Record<ToHub['type'], 'lineBytes' | 'shortLineBytes'>> = {
  join: 'shortLineBytes',
  resume: 'shortLineBytes',
  say: 'lineBytes',
  edit: 'lineBytes',
  delete: 'shortLineBytes',
  react: 'shortLineBytes',
  rename: 'shortLineBytes',
  received: 'shortLineBytes',
  presence: 'shortLineBytes',
  typing: 'shortLineBytes',
  leave: 'shortLineBytes',
  ping: 'shortLineBytes',
};

/** The protocol's version, in ALPN and in the first frame. */
export const protocolVersion = 1;
export const alpn = `deskmate/${protocolVersion}`;
