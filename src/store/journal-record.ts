import * as v from 'valibot';
import {
  classRules,
  classToHub,
  classToMember,
  question,
  requestEnds,
  requestStates,
} from '../protocol/class-frames';
import { unknownEntry } from '../protocol/codec';
import { logEntries } from '../protocol/entry-frames';
import { maxSuccessors } from '../protocol/frame-fields';
import { toHub } from '../protocol/frames';
import { filePath } from '../protocol/place';
import { inviteKindNames, roomKindNames } from '../protocol/room-kinds';
import { maxRosterNames } from '../protocol/roster-names';
import type { GuestHeader, HostHeader, JournalRecord, StoredRoute } from '../room/log/journal';

/** Names, addresses, hashes and similar. */
const short = v.pipe(v.string(), v.maxLength(512));
const pem = v.pipe(v.string(), v.maxLength(16 * 1024));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const kind = v.picklist(roomKindNames);
const member = v.object({ id: short, name: short });
const mark = v.object({ member: short, seq: count, name: v.exactOptional(short) });
const key = v.object({ member: short, hash: short });

const access = v.object({
  certificate: pem,
  privateKey: pem,
  token: short,
  locked: v.boolean(),
  keys: v.pipe(v.array(key), v.maxLength(10_000)),
});

const formerKeys = v.exactOptional(
  v.pipe(v.array(v.object({ pin: short, key: short })), v.maxLength(64)),
);

const hosted: v.GenericSchema<unknown, HostHeader> = v.object({
  type: v.literal('hosted'),
  version: v.literal(1),
  kind,
  name: short,
  address: short,
  port,
  most: count,
  host: member,
  firstPin: v.exactOptional(short),
  formerKeys,
  door: access,
});

const replicas = v.picklist([1, 3, 5]);

const wide: v.GenericSchema<unknown, StoredRoute> = v.object({
  server: v.object({
    nodes: v.pipe(v.array(v.object({ host: short, port })), v.maxLength(64)),
    authority: short,
    account: short,
    memberKey: short,
  }),
  epoch: v.object({ number: count, token: short }),
  creation: v.exactOptional(v.object({ ownerKey: short, replicas })),
});

const guest: v.GenericSchema<unknown, GuestHeader> = v.object({
  type: v.literal('guest'),
  version: v.literal(1),
  kind,
  name: short,
  addresses: v.pipe(v.array(short), v.maxLength(64)),
  port,
  others: v.exactOptional(v.pipe(v.array(v.object({ host: short, port })), v.maxLength(64))),
  pin: short,
  firstPin: v.exactOptional(short),
  self: member,
  key: short,
  formerKeys,
  successors: v.exactOptional(v.pipe(v.array(short), v.maxLength(maxSuccessors))),
  wide: v.exactOptional(wide),
});

const change = v.variant('type', [
  v.object({ type: v.literal('token'), token: short }),
  v.object({ type: v.literal('locked'), locked: v.boolean() }),
  v.object({ type: v.literal('key'), ...key.entries }),
  v.object({ type: v.literal('revoked'), member: short }),
]);

const request = v.variant('type', [toHub.say, toHub.edit, toHub.delete, toHub.react, toHub.rename]);

const helpRecord = v.object({
  member: short,
  name: short,
  id: short,
  topic: short,
  path: v.exactOptional(filePath),
  line: v.exactOptional(count),
  asked: count,
  taken: v.exactOptional(count),
  ended: count,
  how: v.picklist(requestEnds),
  helper: v.exactOptional(short),
  helperName: v.exactOptional(short),
});

const requestState = v.picklist(requestStates);

const queueEvent = v.variant('type', [
  v.object({
    type: v.literal('asked'),
    request: v.object({
      member: short,
      id: short,
      number: count,
      question: v.object(question),
      asked: count,
      state: requestState,
      helper: v.exactOptional(short),
      taken: v.exactOptional(count),
    }),
  }),
  v.object({
    type: v.literal('moved'),
    member: short,
    state: requestState,
    helper: v.optional(short),
    time: count,
  }),
  v.object({ type: v.literal('ended'), record: helpRecord }),
]);

const { joined, left, renamed, removed } = logEntries;

const schemas: Readonly<Record<string, v.GenericSchema<unknown, JournalRecord>>> = {
  ...logEntries,
  hosted,
  guest,
  earlier: v.object({
    type: v.literal('earlier'),
    entry: v.variant('type', [
      joined,
      left,
      renamed,
      removed,
      logEntries.successors,
      logEntries['took-over'],
    ]),
  }),
  damaged: v.object({ type: v.literal('damaged'), from: count, to: count }),
  door: v.object({ type: v.literal('door'), change }),
  queued: v.object({ type: v.literal('queued'), request }),
  unqueued: v.object({ type: v.literal('unqueued'), id: short }),
  opening: v.object({ type: v.literal('opening'), term: count, opening: count, after: count }),
  'took-back': v.object({
    type: v.literal('took-back'),
    keep: count,
    time: count,
    lost: count,
    again: count,
  }),
  apart: v.object({ type: v.literal('apart'), after: count, entry: logEntries.message }),
  marks: v.object({ type: v.literal('marks'), marks: v.pipe(v.array(mark), v.maxLength(500)) }),
  rules: v.object({ type: v.literal('rules'), rules: v.object(classRules) }),
  help: v.object({ type: v.literal('help'), event: queueEvent }),
  told: v.object({ type: v.literal('told'), message: v.omit(classToMember.told, ['type']) }),
  asking: v.object({
    type: v.literal('asking'),
    ask: v.optional(classToHub.ask),
    time: count,
  }),
  telling: v.object({
    type: v.literal('telling'),
    id: short,
    tell: v.optional(classToHub.tell),
    time: count,
  }),
  roster: v.object({
    type: v.literal('roster'),
    names: v.pipe(v.array(short), v.maxLength(maxRosterNames), v.readonly()),
    more: v.optional(v.literal(true)),
  }),
  claimed: v.object({ type: v.literal('claimed'), name: short, member: short }),
  checkpoint: v.object({ type: v.literal('checkpoint'), epoch: count, last: count, hash: short }),
  promised: v.object({ type: v.literal('promised'), term: count, to: short }),
  standby: v.union([
    v.object({
      type: v.literal('standby'),
      address: short,
      port,
      access,
      most: v.exactOptional(count),
    }),
    v.strictObject({ type: v.literal('standby') }),
  ]),
  grown: v.object({ type: v.literal('grown'), kind: v.picklist(inviteKindNames), most: count }),
  closed: v.object({ type: v.literal('closed'), again: v.exactOptional(v.literal(true)) }),
};

/** Parses the JSON of a record; undefined if it is invalid, or from a newer version and not an entry. */
export function parseRecord(line: string): JournalRecord | undefined {
  const value = parse(line);
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  if (typeof type !== 'string') return undefined;
  if (!Object.hasOwn(schemas, type)) return unknownEntry(line);
  const schema = schemas[type] as v.GenericSchema<unknown, JournalRecord>;
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
