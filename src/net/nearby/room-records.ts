import {
  type AnnouncedRoom,
  announcementFields,
  isAnnouncementId,
} from '../../protocol/announcement';
import type { DnsRecord, RecordData } from './dns-message';

/** The service type of DNS-SD (RFC 6763), and the name under which browsers list all types. */
export const serviceName = '_deskmate._tcp.local';
export const allServicesName = '_services._dns-sd._udp.local';

/** How long announcements are valid, in seconds. */
export const announcementTtl = 120;

/** How long they are valid for a program that asks from a port other than 5353 (RFC 6762, section 6.7), in seconds. */
export const legacyTtl = 10;

/** The name of the room's own records. The computer's name is in none of them. */
export function instanceName(id: string): string {
  return `dm-${id}.${serviceName}`;
}

/** The id in an instance's name; undefined if it isn't a room's. */
export function idOfInstance(name: string): string | undefined {
  const id = name.startsWith('dm-') ? name.slice('dm-'.length, -serviceName.length - 1) : '';
  return isAnnouncementId(id) && name === instanceName(id) ? id : undefined;
}

/** The name of the room's addresses. */
export function targetName(id: string): string {
  return `dm-${id}.local`;
}

/** The id in the name of a room's addresses; undefined if it isn't one. */
export function idOfTarget(name: string): string | undefined {
  const id = name.startsWith('dm-') ? name.slice('dm-'.length, -'.local'.length) : '';
  return isAnnouncementId(id) && name === targetName(id) ? id : undefined;
}

/** The records that announce a room. `addresses`: where it can be reached on this adapter. */
export function roomRecords(room: AnnouncedRoom, addresses: readonly string[]) {
  const instance = instanceName(room.id);
  const target = targetName(room.id);
  return {
    service: shared(serviceName, { type: 'PTR', target: instance }),
    listing: shared(allServicesName, { type: 'PTR', target: serviceName }),
    location: own(instance, { type: 'SRV', target, port: room.port }),
    fields: own(instance, { type: 'TXT', texts: announcementFields(room) }),
    addresses: addresses.map((address) =>
      own(target, { type: address.includes(':') ? 'AAAA' : 'A', address }),
    ),
  } satisfies Record<string, DnsRecord | readonly DnsRecord[]>;
}

/** A record of a name that other hosts share, so it doesn't replace theirs. */
function shared(name: string, data: RecordData): DnsRecord {
  return { ...data, name, ttl: announcementTtl, flush: false };
}

function own(name: string, data: RecordData): DnsRecord {
  return { ...data, name, ttl: announcementTtl, flush: true };
}
