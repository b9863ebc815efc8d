import type { Endpoint } from './endpoint';
import { cleanName, cleanRoomName } from './names';
import { hasCode, isByInvite, isOnServer, type RoomKind, roomKindOf } from './room-kinds';

/** What a host tells the computers on its network about its room; see docs/NEARBY.md. */
export interface Announcement {
  /** 8 random bytes in hexadecimal, new for each opening of a room; says nothing about the computer. */
  readonly id: string;
  readonly kind: RoomKind;
  /** Empty when the room has no name of its own. */
  readonly name: string;
  /** The host's name; empty in a lab room, where people have no names. */
  readonly host: string;
  /** Whether it's locked, so that no one new can join. */
  readonly locked: boolean;
  /** Whether one can ask the host to be let in, without an invite. */
  readonly knock: boolean;
  /** Whether one can join with the room code that the host shows. */
  readonly code: boolean;
  readonly port: number;
}

/** A room that its host announces. */
export interface AnnouncedRoom extends Announcement {
  /** Where it listens: an adapter's address, or `0.0.0.0` or `::` for all. */
  readonly address: string;
}

/** A room that a host on the same network announces. Nothing in it is proved: anyone there can send it. */
export interface NearbyRoom extends Announcement {
  /** Different for each room found, also for a copy that another computer announces. */
  readonly key: string;
  /** Where to reach it, the likeliest first: the sources of its announcements, then the addresses that these name. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
}

/** The version of the announcement's fields. */
const version = '1';

/** Maximum number of bytes of one field, its key and `=` included, as in RFC 6763, section 6.1. */
const maxFieldBytes = 255;

const knockFlag = 'knock';
const codeFlag = 'code';
const lockedFlag = 'locked';

const utf8 = new TextDecoder();

/** The announcement as the strings of a TXT record: `v`, `id`, `k`, `n`, `h`, `f`. */
export function announcementFields(announcement: Announcement): readonly Uint8Array[] {
  const { id, kind, name, host, locked, knock, code } = announcement;
  const flags = [
    ...(knock ? [knockFlag] : []),
    ...(code ? [codeFlag] : []),
    ...(locked ? [lockedFlag] : []),
  ];
  return [
    field('v', version),
    field('id', id),
    field('k', kind),
    ...(name === '' ? [] : [field('n', name)]),
    ...(host === '' ? [] : [field('h', host)]),
    ...(flags.length > 0 ? [field('f', flags.join(','))] : []),
  ];
}

/**
 * Reads the strings of a TXT record. Cleans the names; ignores fields and flags of later versions.
 * @param id as the record's name says it
 * @param port as the SRV record says it
 * @returns undefined when it doesn't announce a room that this version can join
 */
export function readAnnouncement(
  fields: readonly Uint8Array[],
  id: string,
  port: number,
): Announcement | undefined {
  const values = new Map<string, string>();
  for (const bytes of fields) {
    const [key = '', ...rest] = utf8.decode(bytes).split('=');
    // The first of several counts (RFC 6763, section 6.4).
    if (!values.has(key.toLowerCase())) values.set(key.toLowerCase(), rest.join('='));
  }
  const kind = roomKindOf(values.get('k'));
  // Nobody hosts a room that is on a server.
  const canBeThere = kind !== undefined && !isOnServer(kind);
  if (values.get('v') !== version || values.get('id') !== id || !canBeThere || port === 0) {
    return undefined;
  }
  const host = values.get('h') ?? '';
  const flags = (values.get('f') ?? '').split(',');
  return {
    id,
    kind,
    name: cleanRoomName(values.get('n') ?? ''),
    host: isByInvite(kind) ? cleanName(host) : '',
    locked: flags.includes(lockedFlag),
    knock: isByInvite(kind) && flags.includes(knockFlag),
    code: hasCode(kind) && flags.includes(codeFlag),
    port,
  };
}

/** Whether a text is an announcement's id. */
export function isAnnouncementId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** `key=value`, without the last characters of a value that is too long. */
function field(key: string, value: string): Uint8Array {
  let shortened = value;
  let bytes = new TextEncoder().encode(`${key}=${shortened}`);
  while (bytes.length > maxFieldBytes) {
    shortened = Array.from(shortened).slice(0, -1).join('');
    bytes = new TextEncoder().encode(`${key}=${shortened}`);
  }
  return bytes;
}
