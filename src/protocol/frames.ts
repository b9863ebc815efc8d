import * as v from 'valibot';
import { fileHash, sentCard } from './card';
import { classLineLimits, classToHub, classToMember } from './class-frames';
import { logEntries, type UnknownEntry } from './entry-frames';
import {
  announcement,
  applied,
  code,
  emoji,
  epoch,
  fileLimit,
  id,
  key,
  kind,
  last,
  listener,
  logPosition,
  member,
  name,
  opening,
  pin,
  presence,
  reason,
  seq,
  term,
  text,
  token,
  version,
} from './frame-fields';
import { place } from './place';

/**
 * Every frame of deskmate/1, by direction. docs/PROTOCOL.md explains them; a test fails when the two
 * disagree. A frame is a JSON object on a line of its own. Fields not listed here are ignored.
 */

/** Maximum number of files in one `gone` frame, so that it fits a line. */
export const maxGone = 1000;
/** Maximum number of keys in one `keys` frame, so that it fits a line. */
export const maxKeysAtATime = 500;
/** Maximum number of keys in a `resume` besides the first one. */
export const maxOtherKeys = 32;

/** From a member to the hub. The first frame is `join`, `resume` or `check`. */
export const toHub = {
  /** Joins for the first time, with the invite's token. */
  join: v.object({ type: v.literal('join'), version, token, name }),
  /**
   * Comes back as the same member, with its key, holding the log up to this position. `keys`: others under which the hub
   * may know it, if the hub has its keys from another host. `name` is for a hub that has lost it.
   */
  resume: v.object({
    type: v.literal('resume'),
    version,
    member,
    key,
    keys: v.optional(v.pipe(v.array(key), v.maxLength(maxOtherKeys), v.readonly())),
    ...logPosition,
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
    announcement,
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
  /** The member may vote, and has every entry up to `seq` on disk. */
  held: v.object({ type: v.literal('held'), seq }),
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
  leave: v.object({ type: v.literal('leave') }),
  /** Sent after 15 s without any other frame. */
  ping: v.object({ type: v.literal('ping') }),
  ...classToHub,
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
   * `you.key` is in the first welcome; also after a `resume` when the hub knows the member by one of its `keys`.
   * The hub keeps the entries `first` to `last`; new entries belong to `epoch`. `keep`: the member holds entries that
   * the hub doesn't have; the last entry that both share.
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
  /**
   * Authenticated and waiting in line; position 1 is next. `approval`: the host decides whether it can join, and why.
   * Sent again whenever it changes.
   */
  waiting: v.object({ type: v.literal('waiting'), position: seq, approval: v.optional(code) }),
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
   * To a successor: how it lets in the members, if it takes over; sent again when that changes. `keys`: SHA-256 of the
   * keys with which members come to it; `gone`: members without a key, because they were removed; `locked`: whether no one
   * new may join; `most`: the maximum number of guests; `all`: everything from before is void.
   */
  keys: v.object({
    type: v.literal('keys'),
    keys: v.pipe(
      v.array(v.object({ member, hash: key })),
      v.maxLength(maxKeysAtATime),
      v.readonly(),
    ),
    gone: v.optional(v.pipe(v.array(member), v.maxLength(maxKeysAtATime), v.readonly())),
    locked: v.optional(v.boolean()),
    most: v.optional(seq),
    all: v.optional(v.boolean()),
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
  ...classToMember,
} as const;

export type ToHub = v.InferOutput<(typeof toHub)[keyof typeof toHub]>;
export type ToMember = v.InferOutput<(typeof toMember)[keyof typeof toMember]> | UnknownEntry;

export type Epoch = v.InferOutput<typeof epoch>;
export type Presence = v.InferOutput<typeof presence>;
export type Applied = v.InferOutput<typeof applied>;
export type Person = v.InferOutput<typeof person>;
/** Where a member that may take over a room listens. */
export type Listener = v.InferOutput<typeof listener>;
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
  held: 'shortLineBytes',
  presence: 'shortLineBytes',
  typing: 'shortLineBytes',
  nudge: 'shortLineBytes',
  offer: 'shortLineBytes',
  leave: 'shortLineBytes',
  ping: 'shortLineBytes',
  ...classLineLimits,
};

/** The protocol's version, in ALPN and in the first frame. */
export const protocolVersion = 1;
export const alpn = `deskmate/${protocolVersion}`;
