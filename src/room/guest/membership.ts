import type { Endpoint } from '../../protocol/endpoint';
import type { ToMember } from '../../protocol/frames';
import type { Invite } from '../../protocol/invite';
import type { NetError, NetErrorCode } from '../../protocol/net-error';
import type { RoomKind } from '../../protocol/room-kinds';
import type { LogPosition, Ticket } from '../../protocol/transport';
import type { GuestHeader, Journal } from '../log/journal';
import type { RoomEvent } from '../log/log-entry';
import type { RestoredGuest } from '../log/restored-guest';
import type { RoomInfo } from '../room';

type Welcome = Extract<ToMember, { readonly type: 'welcome' }>;

/** Addresses of a host that are kept: those of two invites with as many as an invite may have. */
const maxAddresses = 32;

/** Places on other ports that are kept. */
const maxOthers = 8;

/** Notices of the hub about what the host can keep. */
const storageNotices = new Map<string, NonNullable<RoomInfo['storage']>>([
  ['host-storage', 'waiting'],
  ['not-kept', 'not-kept'],
]);

/** How one comes to be in a room: by an invite, or as the member one was before. */
export type InviteGuestStart =
  | { readonly invite: Invite; readonly person: string }
  | { readonly kept: RestoredGuest; readonly journal: Journal };

interface Place {
  readonly kind: RoomKind;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly others?: readonly Endpoint[];
  readonly pin: string;
}

/** Who a guest is in somebody's room, and what it takes to get in, and in again. */
export class Membership {
  /** The id is empty until we are let in; the name is the wished one until then. */
  self: { readonly id: string; readonly name: string };
  /** How the host keeps the room, where that is not as usual. */
  private storage: RoomInfo['storage'];
  private place: Place;
  private readonly token: string;
  private key: string | undefined;
  private address: string;

  constructor(from: InviteGuestStart) {
    if ('kept' in from) {
      this.place = from.kept.header;
      this.self = from.kept.self;
      this.key = from.kept.header.key;
      this.token = '';
    } else {
      this.place = from.invite;
      this.self = { id: '', name: from.person };
      this.token = from.invite.token;
    }
    this.address = this.place.addresses[0] ?? '';
  }

  /** Not let in yet. */
  get isNewcomer(): boolean {
    return this.key === undefined;
  }

  /** As in the room's invite. */
  get pin(): string {
    return this.place.pin;
  }

  get info(): RoomInfo {
    const { kind, name, port } = this.place;
    const { address, storage } = this;
    return { kind, name, address, port, ...(storage && { storage }) };
  }

  /** What to keep for coming back; undefined before we are let in. */
  get header(): GuestHeader | undefined {
    const { key, self } = this;
    if (key === undefined) return undefined;
    const { kind, name, addresses, port, others, pin } = this.place;
    return {
      ...{ type: 'guest', version: 1, kind, name, addresses, port },
      ...(others && { others }),
      ...{ pin, self, key },
    };
  }

  /** The host answered at this address. */
  found(address: string): void {
    this.address = address;
    const { addresses } = this.place;
    if (!addresses.includes(address)) return;
    this.place = { ...this.place, addresses: [...new Set([address, ...addresses])] };
  }

  /** Another invite to this room says where its host is; where it was before is not forgotten. */
  learn({ addresses, port }: Pick<Invite, 'addresses' | 'port'>): void {
    const { place } = this;
    if (port === place.port) {
      const [found, ...rest] = place.addresses;
      const known = found === undefined ? [] : [found];
      this.place = { ...place, addresses: distinct([...known, ...addresses, ...rest]) };
      return;
    }
    const before = place.addresses.map((host) => ({ host, port: place.port }));
    const others = [...before, ...(place.others ?? [])].filter(
      (other) => other.port !== port || !addresses.includes(other.host),
    );
    this.place = { ...place, addresses, port, others: others.slice(0, maxOthers) };
  }

  /**
   * The hub tells of something that holds about the room for a while, or no longer; of what later hubs tell we
   * know nothing. Gives how the host keeps the room, when that has changed.
   */
  heed({ code, on }: Extract<ToMember, { readonly type: 'notice' }>): RoomInfo['storage'] {
    const storage = storageNotices.get(code);
    if (!storage || on === (this.storage === storage)) return undefined;
    this.storage = on ? storage : undefined;
    return storage;
  }

  /** The host has made the room another kind in place. */
  become(kind: RoomKind): void {
    this.place = { ...this.place, kind };
  }

  /** @param position how far the log is held */
  ticket(position: LogPosition): Ticket {
    const { addresses, port, others, pin } = this.place;
    const { key, self, token } = this;
    const { name } = self;
    const claim = key === undefined ? { token, name } : { member: self.id, key, name, ...position };
    return { addresses, port, ...(others && { others }), pin, claim };
  }

  /** Let in: gives what to keep for coming back; undefined when the hub gave no key to do that with. */
  admit({ room, you }: Welcome): GuestHeader | undefined {
    const key = you.key ?? this.key;
    if (key === undefined) return undefined;
    this.key = key;
    this.self = { id: you.id, name: you.name };
    // It is told again where it holds.
    this.storage = undefined;
    // A name that cannot be shown is none.
    this.place = { ...this.place, kind: room.kind, name: room.name || this.place.name };
    return this.header;
  }
}

function distinct(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].slice(0, maxAddresses);
}

/** After these there is no coming back by itself, for anybody. */
const final: ReadonlySet<NetErrorCode> = new Set([
  'bad-key',
  'other-version',
  'removed',
  'replaced',
  'room-closed',
  'wrong-pin',
]);

/** After these neither, for somebody who has only the invite. */
const finalForNewcomers: ReadonlySet<NetErrorCode> = new Set([
  'bad-invite',
  'host-storage',
  'line-full',
  'room-full',
  'room-locked',
]);

/** Whether a connection that ended so, or could not be had, ends the room for this guest. */
export function endsRoom(code: NetErrorCode, newcomer: boolean): boolean {
  return final.has(code) || (newcomer && finalForNewcomers.has(code));
}

/** What the host may change, or the network, before long. */
const forNow: ReadonlySet<NetErrorCode> = new Set([
  'closed-at-once',
  'connection-lost',
  'host-away',
  'host-storage',
  'line-full',
  'refused',
  'room-full',
  'room-locked',
  'timed-out',
  'unreachable',
]);

/** Whether somebody who could not join may well get in a little later, with the same invite. */
export function isRefusedForNow(code: NetErrorCode): boolean {
  return forNow.has(code);
}

/** Whether the key is dead after this, so that the kept room can only be read; a closed one may be hosted again. */
export function isOverForGood(code: NetErrorCode): boolean {
  return code === 'bad-key' || code === 'removed';
}

/**
 * What the log says when the room is over, with an error or without.
 * @param name our own
 * @param toldRemoved whether the room's own log has told already that we were put out
 * @param going whether we left
 * @param wasIn whether there was a connection that could be lost
 */
export function endEvents(
  error: NetError | undefined,
  {
    name,
    toldRemoved,
    wasIn,
    going,
  }: {
    readonly name: string;
    readonly toldRemoved: boolean;
    readonly wasIn: boolean;
    readonly going: boolean;
  },
): readonly RoomEvent[] {
  if (!error) return going ? [{ type: 'closed', why: 'left' }] : [];
  switch (error.code) {
    case 'removed':
      return toldRemoved ? [] : [{ type: 'removed', name, reason: error.message, self: true }];
    case 'room-closed':
      return [{ type: 'closed', why: 'host' }];
    case 'replaced':
      return [{ type: 'closed', why: 'left' }];
    // Whoever was turned away was never in: there is nothing to tell of in the log.
    case 'bad-invite':
    case 'line-full':
    case 'room-full':
    case 'room-locked':
      return [];
    default:
      return wasIn ? [{ type: 'closed', why: 'lost' }] : [];
  }
}
