import type { RoomEntry } from '../../src/protocol/room-entry';
import type { GuestHeader, HostHeader, JournalRecord } from '../../src/room/log/journal';
import { codeCard, errorCard, patchCard } from './cards';

/** Strings that must not remain in the files of a room that has ended. */
export const secrets = {
  privateKey: '-----BEGIN PRIVATE KEY-----\nsecret-of-the-certificate\n-----END PRIVATE KEY-----\n',
  certificate: '-----BEGIN CERTIFICATE-----\ncertificate\n-----END CERTIFICATE-----\n',
  token: 'secret-token-of-the-room',
  laterToken: 'secret-token-made-later',
  hash: 'secret-hash-of-a-members-key',
  key: 'secret-key-of-the-guest',
  formerKey: 'secret-key-that-it-had-before',
  unsent: 'secret-text-not-yet-sent',
};

export const hostHeader: HostHeader = {
  type: 'hosted',
  version: 1,
  kind: 'group',
  name: '同桌',
  address: '::',
  port: 9000,
  most: 16,
  host: { id: 'm0', name: 'Ann' },
  formerKeys: [{ pin: 'pin of the host before', key: secrets.formerKey }],
  door: {
    certificate: secrets.certificate,
    privateKey: secrets.privateKey,
    token: secrets.token,
    locked: false,
    keys: [],
  },
};

export const guestHeader: GuestHeader = {
  type: 'guest',
  version: 1,
  kind: 'pair',
  name: 'Lab 3',
  addresses: ['192.168.1.5', 'fd00::1'],
  port: 9000,
  pin: 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564',
  self: { id: 'm1', name: 'Bob' },
  key: secrets.key,
  formerKeys: [{ pin: 'pin of the host before', key: secrets.formerKey }],
};

/** A message, at a time that follows from its number. */
export function message(seq: number, text = `message ${seq}`, author = 'm1'): RoomEntry {
  return { type: 'message', seq, time: seq, author, name: 'Bob', id: `r${seq}`, text };
}

export function joined(seq: number, member: string, name: string): RoomEntry {
  return { type: 'joined', seq, time: seq, member, name, waited: false };
}

/** A hosted room with records of every type. */
export const hostRecords: readonly JournalRecord[] = [
  hostHeader,
  joined(1, 'm0', 'Ann'),
  { type: 'door', change: { type: 'key', member: 'm1', hash: secrets.hash } },
  joined(2, 'm1', 'Bob'),
  message(3, '你好 👋\n\u2028"quoted"'),
  { type: 'edited', seq: 4, time: 4, author: 'm1', name: 'Bob', id: 'e', target: 3, text: 'hi' },
  {
    type: 'reacted',
    seq: 5,
    time: 5,
    author: 'm0',
    name: 'Ann',
    id: 'x',
    target: 3,
    emoji: '👍',
    on: true,
  },
  { type: 'door', change: { type: 'token', token: secrets.laterToken } },
  { type: 'door', change: { type: 'locked', locked: true } },
  { type: 'renamed', seq: 6, time: 6, member: 'm0', name: 'Anna', before: 'Ann' },
  { type: 'deleted', seq: 7, time: 7, author: 'm1', name: 'Bob', id: 'd', target: 3 },
  { type: 'removed', seq: 8, time: 8, member: 'm1', name: 'Bob', reason: 'noise' },
  { type: 'door', change: { type: 'revoked', member: 'm1' } },
  { ...message(9), reply: 3, card: errorCard } as RoomEntry,
];

/** A guest's room with records of every type. */
export const guestRecords: readonly JournalRecord[] = [
  guestHeader,
  joined(1, 'm0', 'Ann'),
  joined(2, 'm1', 'Bob'),
  { type: 'queued', request: { type: 'say', id: 'r3', text: 'sent' } },
  message(3),
  { type: 'queued', request: { type: 'rename', id: 'q1', name: 'Anna' } },
  { type: 'unqueued', id: 'q1' },
  { type: 'queued', request: { type: 'say', id: 'q2', text: secrets.unsent } },
  { type: 'queued', request: { type: 'react', id: 'q3', target: 3, emoji: '👍', on: true } },
  { type: 'queued', request: { type: 'say', id: 'q4', text: 'x', reply: 3, card: codeCard } },
  { type: 'renamed', seq: 4, time: 4, member: 'm1', name: 'Bobby', before: 'Bob' },
  { ...message(5), card: patchCard } as RoomEntry,
  {
    ...{ type: 'removed', seq: 6, time: 6, member: 'm2', name: 'Cy', reason: 'noise' },
    by: { member: 'm0', name: 'Ann' },
  },
  { type: 'rekeyed', seq: 7, time: 7, author: 'm0', name: 'Ann', id: 'k' },
];
