import { type DnsRecord, decodeMessage, encodeMessage } from '../../src/net/nearby/dns-message';
import { roomRecords } from '../../src/net/nearby/room-records';
import type { AnnouncedRoom, NearbyRoom } from '../../src/protocol/announcement';

export const nearbyId = '00112233445566aa';

/** A room as its host announces it. */
export function announced(change: Partial<AnnouncedRoom> = {}): AnnouncedRoom {
  return {
    ...{
      id: nearbyId,
      kind: 'pair',
      name: 'Lab 3',
      host: 'Ann',
      locked: false,
      knock: false,
      code: false,
    },
    port: 5000,
    address: '::',
    ...change,
  };
}

/** A pair's room as someone else finds it, at 10.0.0.7:5000. */
export function found(change: Partial<NearbyRoom> = {}): NearbyRoom {
  const { port, address: _, ...room } = announced();
  return { ...room, key: 'room', port, endpoints: [{ host: '10.0.0.7', port }], ...change };
}

/** The records that announce a room, with this lifetime in seconds. */
export function announcingRecords(
  room: AnnouncedRoom,
  addresses: readonly string[] = ['10.0.0.7'],
  ttl = 120,
): readonly DnsRecord[] {
  const { service, location, fields, addresses: own } = roomRecords(room, addresses);
  return [service, location, fields, ...own].map((record) => ({ ...record, ttl }));
}

/** The same as bytes. */
export function announcement(...given: Parameters<typeof announcingRecords>): Buffer {
  return responseOf(announcingRecords(...given));
}

export function responseOf(records: readonly DnsRecord[]): Buffer {
  return encodeMessage({ id: 0, isResponse: true, questions: [], records });
}

/** @throws {Error} when the bytes break a rule */
export function decoded(bytes: Uint8Array) {
  const message = decodeMessage(bytes);
  if (!message) throw new Error('a bad message');
  return message;
}
