import * as v from 'valibot';
import { logEntries, toHub } from '../protocol/frames';
import { inviteKindNames, roomKindNames } from '../protocol/room-kinds';
import type { GuestHeader, HostHeader, JournalRecord } from '../room/log/journal';

/** Names, addresses, hashes and the like. */
const short = v.pipe(v.string(), v.maxLength(512));
const pem = v.pipe(v.string(), v.maxLength(16 * 1024));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const kind = v.picklist(roomKindNames);
const member = v.object({ id: short, name: short });
const mark = v.object({ member: short, seq: count, name: v.exactOptional(short) });
const key = v.object({ member: short, hash: short });

const hosted: v.GenericSchema<unknown, HostHeader> = v.object({
  type: v.literal('hosted'),
  version: v.literal(1),
  kind,
  name: short,
  address: short,
  port,
  most: count,
  host: member,
  door: v.object({
    certificate: pem,
    privateKey: pem,
    token: short,
    locked: v.boolean(),
    keys: v.pipe(v.array(key), v.maxLength(10_000)),
  }),
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
  self: member,
  key: short,
});

const change = v.variant('type', [
  v.object({ type: v.literal('token'), token: short }),
  v.object({ type: v.literal('locked'), locked: v.boolean() }),
  v.object({ type: v.literal('key'), ...key.entries }),
  v.object({ type: v.literal('revoked'), member: short }),
]);

const request = v.variant('type', [toHub.say, toHub.edit, toHub.delete, toHub.react, toHub.rename]);

const { joined, left, renamed, removed } = logEntries;

const schemas: Readonly<Record<string, v.GenericSchema<unknown, JournalRecord>>> = {
  ...logEntries,
  hosted,
  guest,
  earlier: v.object({
    type: v.literal('earlier'),
    entry: v.variant('type', [joined, left, renamed, removed]),
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
  grown: v.object({ type: v.literal('grown'), kind: v.picklist(inviteKindNames), most: count }),
  closed: v.object({ type: v.literal('closed'), again: v.exactOptional(v.literal(true)) }),
};

/** Reads a line of a journal; undefined for one that makes no sense, or comes from a newer version. */
export function parseRecord(line: string): JournalRecord | undefined {
  const value = parse(line);
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) return undefined;
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
