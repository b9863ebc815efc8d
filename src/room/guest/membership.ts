import type { Endpoint } from '../../protocol/endpoint';
import type { ToMember } from '../../protocol/frames';
import type { Invite } from '../../protocol/invite';
import type { RoomKind } from '../../protocol/room-kinds';
import type { LogPosition, Ticket } from '../../protocol/transport';
import type { GuestHeader, Journal } from '../log/journal';
import type { RestoredGuest } from '../log/restored-guest';
import type { RoomInfo } from '../session-state';

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
