import * as v from 'valibot';
import { isHostAddress } from '../util/ip-address';
import { fileHash, maxPatchFiles, sentCard, storedCard } from './card';
import { fitsEntry } from './message-text';
import { place } from './place';
import { inviteKindNames } from './room-kinds';

/**
 * Every frame of deskmate/1, by direction. docs/PROTOCOL.md explains them; a test fails when the two
 * disagree. A frame is a JSON object on a line of its own. Fields not listed here are ignored.
 */

/** A log entry's number: counts from 1 without gaps, the same for all members. */
export const entryNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const seq = entryNumber;
/** Number of the last entry that a side holds; 0 for none. */
const last = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The last millisecond of the year 9999: not every program can represent later dates. */
const lastTime = 253_402_300_799_999;
/** Milliseconds since the Unix epoch, on the hub's clock. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(lastTime));
/** Changes when another member becomes the host. */
const term = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Within a term, each opening of the room has a higher number. 0: from before epochs existed. */
const opening = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const epoch = v.object({ term, opening });
/** A member's id, assigned by the hub; unique as long as the room's log exists. */
export const member = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
/** The sender's id for a request, unique among its own: the hub uses it to recognize repeats. */
const id = v.pipe(v.string(), v.regex(idPattern));
/** A name as requested or assigned; the hub decides who has which. */
const name = v.pipe(v.string(), v.maxLength(256));
/** A message's text: at most 32 KiB of UTF-8, and as JSON short enough for a line with all its fields. */
const text = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((said) => fitsEntry(said)),
);
/** 16 bytes, base64url without padding. */
export const token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
/** 32 bytes, base64url without padding. */
export const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** The fields of these two schemas: whoever sees their values can join a room, or act as a member. */
export const secretFields: ReadonlySet<string> = new Set(['token', 'key']);
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
/** A number of files in a patch. */
const fileCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(maxPatchFiles));
/** How many of a patch's files (`of`) a member has applied completely (`files`). */
const applied = v.pipe(
  v.object({ files: fileCount, of: v.pipe(fileCount, v.minValue(1)) }),
  v.check(({ files, of }) => files <= of),
);
/** Makes a reaction a pin: not a type of its own, because older members would miss its number in the log. */
const pin = v.optional(v.literal(true));
const reason = v.pipe(v.string(), v.maxLength(500));
const presence = v.picklist(['here', 'idle', 'away']);
const kind = v.picklist(inviteKindNames);
/** Maximum number of earlier epochs that a member reports when it comes back. */
const maxEarlier = 64;
/** In bytes. */
const fileLimit = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Maximum number of files in one `gone` frame, so that it fits a line. */
export const maxGone = 1000;
export const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Maximum number of members who may host a room: its host, and four who may take over. */
export const maxSuccessors = 5;
/** Maximum number of addresses of one of them. */
export const maxSuccessorAddresses = 8;
/** Maximum number of keys in one `keys` frame, so that it fits a line. */
export const maxKeysAtATime = 500;
/** Where a member that may take over listens, with its own certificate. */
const listener = v.object({
  pin: key,
  addresses: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(64), v.check(isHostAddress))),
    v.minLength(1),
    v.maxLength(maxSuccessorAddresses),
    v.readonly(),
  ),
  port: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65535)),
});
const successor = v.object({ member, ...listener.entries });
/** Lower-case words joined by hyphens. docs/PROTOCOL.md lists them; new ones may be added. */
const code = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));

/** From a member to the hub. The first frame is `join`, `resume` or `check`. */
export const toHub = {
  /** Joins for the first time, with the invite's token. */
  join: v.object({ type: v.literal('join'), version, token, name }),
  /**
   * Comes back as the same member, with its key. `last` is the last entry it holds, `epoch` that entry's
   * epoch, `earlier` the epochs before it, newest first, each with the last entry held. `name` is for a hub
   * that has lost it.
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
  /** Asks whether the invite's token is valid and the room has a place, without joining. */
  check: v.object({ type: v.literal('check'), version, token }),
  /** `reply`: the message that this one replies to. Text and card together MUST fit a line. */
  say: v.object({
    type: v.literal('say'),
    id,
    text,
    reply: v.optional(seq),
    card: sentCard,
  }),
  /** Replaces the text of the sender's own message `target`. */
  edit: v.object({ type: v.literal('edit'), id, target: seq, text }),
  /** Deletes the sender's own message `target`. */
  delete: v.object({ type: v.literal('delete'), id, target: seq }),
  /**
   * Adds a reaction to the message `target`, or removes it. `applied`: the sender has applied that
   * message's patch. `pin`: pins the message for everyone, or unpins it, instead of reacting to it.
   */
  react: v.object({
    type: v.literal('react'),
    id,
    target: seq,
    emoji,
    on: v.boolean(),
    applied: v.optional(applied),
    pin,
  }),
  rename: v.object({ type: v.literal('rename'), id, name }),
  /** The member holds every entry up to `seq`. */
  received: v.object({ type: v.literal('received'), seq }),
  /**
   * The presence changes at most every 2 s, the place at most every 500 ms. `place` is where the member is in
   * its editor; without it, the member doesn't share that (any more).
   */
  presence: v.object({ type: v.literal('presence'), presence, place: v.optional(place) }),
  /** The member is typing; valid for 5 s. At most every 2 s. */
  typing: v.object({ type: v.literal('typing') }),
  /** Asks for a member's attention; at most once a minute for each. */
  nudge: v.object({ type: v.literal('nudge'), id, member }),
  /** The member may take over the room, and listens at `at`; without it, it may not (any more). */
  offer: v.object({ type: v.literal('offer'), at: v.optional(listener) }),
  /**
   * The answer to `elect`: the member holds everything up to `last` and, unless `pre`, has promised the term. With a
   * higher `term` than asked for, it refuses: that is the lowest one that it can still promise.
   */
  vote: v.object({ type: v.literal('vote'), term, last, pre: v.boolean() }),
  /** The answer to `takeover`: the member hosts the room now. */
  hosting: v.object({ type: v.literal('hosting'), term }),
  leave: v.object({ type: v.literal('leave') }),
  /** Sent after 15 s without any other frame. */
  ping: v.object({ type: v.literal('ping') }),
} as const;

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
  /** `waited`: was in the waiting line before. */
  joined: v.object({ type: v.literal('joined'), seq, time, member, name, waited: v.boolean() }),
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
  removed: v.object({ type: v.literal('removed'), seq, time, member, name, reason }),
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
} as const;

const person = v.object({
  id: member,
  name,
  host: v.boolean(),
  presence,
  place: v.optional(place),
});

/** From the hub to a member. */
export const toMember = {
  /**
   * The member is admitted. `people` frames follow, then the entries it is missing, then live ones.
   * `you.key` is in the first welcome only. The hub keeps the entries `first` to `last`; new entries belong
   * to `epoch`. `keep`: the member holds entries that the hub doesn't have; the last entry that both share.
   * `files`: the room takes files, of at most `file` bytes each and `room` bytes together.
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
    files: v.optional(v.object({ file: fileLimit, room: fileLimit })),
  }),
  /** The members as of the welcome's entry `last`, in as many frames as needed. */
  people: v.object({ type: v.literal('people'), members: v.array(person) }),
  /** Authenticated and waiting in line; position 1 is next. Sent again whenever it changes. */
  waiting: v.object({ type: v.literal('waiting'), position: seq }),
  /** The answer to `check`: the sender could join now; `waits`: it would wait in line. The hub then closes. */
  checked: v.object({ type: v.literal('checked'), waits: v.boolean() }),
  ...logEntries,
  /** The entries that follow are of this epoch. */
  epoch: v.object({ type: v.literal('epoch'), term, opening }),
  /** The hub no longer keeps these entries; the next one is `to` + 1. */
  gap: v.object({ type: v.literal('gap'), from: seq, to: seq }),
  /** How far members have received the log; sent only to members with unreceived messages. */
  receipts: v.object({
    type: v.literal('receipts'),
    marks: v.array(v.object({ member, seq: last })),
  }),
  /** The room's kind or its maximum number of guests changed. */
  room: v.object({ type: v.literal('room'), kind, most: seq }),
  /** A condition of the room begins (`on`) or ends. */
  notice: v.object({ type: v.literal('notice'), code, on: v.boolean() }),
  /** `place`: where the member is in its editor, if it shares that. */
  presence: v.object({
    type: v.literal('presence'),
    member,
    presence,
    place: v.optional(place),
  }),
  typing: v.object({ type: v.literal('typing'), member }),
  /** The hub no longer has these files, which cards in the log name. */
  gone: v.object({
    type: v.literal('gone'),
    files: v.pipe(v.array(fileHash), v.maxLength(maxGone)),
  }),
  /** `member` asks for this member's attention. */
  nudge: v.object({ type: v.literal('nudge'), member }),
  /** This member's nudge `id` was passed on. */
  nudged: v.object({ type: v.literal('nudged'), id }),
  /**
   * Asks a successor whether it holds the log up to `last` and, unless `pre`, to promise this term to the member
   * `to`, so that it takes over.
   */
  elect: v.object({ type: v.literal('elect'), term, to: member, last, pre: v.boolean() }),
  /** To the successor that is about to take over: SHA-256 of the keys with which members come to it. */
  keys: v.object({
    type: v.literal('keys'),
    keys: v.pipe(
      v.array(v.object({ member, hash: key })),
      v.maxLength(maxKeysAtATime),
      v.readonly(),
    ),
  }),
  /** The successor hosts the room from now on, in this term. `stays`: the host becomes a member. */
  takeover: v.object({
    type: v.literal('takeover'),
    term,
    stays: v.boolean(),
    most: seq,
    locked: v.boolean(),
  }),
  /** This successor hosts the room now, in this term. */
  moved: v.object({ type: v.literal('moved'), term, ...listener.entries }),
  /** The hub refused the request `id`. `proposal`: a name that is free. */
  refused: v.object({
    type: v.literal('refused'),
    code,
    id: v.optional(id),
    proposal: v.optional(name),
  }),
  /** The hub closes this connection, with the reason. */
  bye: v.object({ type: v.literal('bye'), code, reason: v.optional(reason) }),
  ping: v.object({ type: v.literal('ping') }),
} as const;

type Frames<T extends Record<string, v.GenericSchema>> = {
  [K in keyof T]: v.InferOutput<T[K]>;
}[keyof T];

export type ToHub = Frames<typeof toHub>;
export type ToMember = Frames<typeof toMember> | UnknownEntry;
export type EntryFrame = Frames<typeof logEntries> | UnknownEntry;

/** An entry of a type that only later versions know: it counts, and shows nothing. */
export interface UnknownEntry {
  readonly type: 'unknown';
  readonly seq: number;
  /** The entry as it came. */
  readonly json: string;
}

export type Epoch = v.InferOutput<typeof epoch>;
export type Presence = v.InferOutput<typeof presence>;
export type Applied = v.InferOutput<typeof applied>;
export type Person = v.InferOutput<typeof person>;
/** Where a member that may take over a room listens. */
export type Listener = v.InferOutput<typeof listener>;
/** A member that may take over a room. */
export type Successor = v.InferOutput<typeof successor>;
export type Welcome = v.InferOutput<typeof toMember.welcome>;

/** Which limit applies to the line of each frame to the hub. */
export const lineLimits: Readonly<Record<ToHub['type'], 'lineBytes' | 'shortLineBytes'>> = {
  join: 'shortLineBytes',
  resume: 'shortLineBytes',
  check: 'shortLineBytes',
  say: 'lineBytes',
  edit: 'lineBytes',
  delete: 'shortLineBytes',
  react: 'shortLineBytes',
  rename: 'shortLineBytes',
  received: 'shortLineBytes',
  presence: 'shortLineBytes',
  typing: 'shortLineBytes',
  nudge: 'shortLineBytes',
  offer: 'shortLineBytes',
  vote: 'shortLineBytes',
  hosting: 'shortLineBytes',
  leave: 'shortLineBytes',
  ping: 'shortLineBytes',
};

/** The protocol's version, in ALPN and in the first frame. */
export const protocolVersion = 1;
export const alpn = `deskmate/${protocolVersion}`;
