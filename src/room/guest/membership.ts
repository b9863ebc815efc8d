import type { HeldKey } from '../../protocol/access';
import type { Endpoint } from '../../protocol/endpoint';
import type { Successor } from '../../protocol/entry-frames';
import type { FileLimits } from '../../protocol/file-limits';
import type { ToMember } from '../../protocol/frames';
import { type Invite, routeOf } from '../../protocol/invite';
import type { LogPosition } from '../../protocol/log-feed';
import type { Ticket } from '../../protocol/member-link';
import type { Network } from '../../protocol/network';
import type { RoomKind } from '../../protocol/room-kinds';
import type { WideRoute } from '../../protocol/wide';
import { type GuestHeader, type Journal, maxFormerKeys, type StoredRoute } from '../log/journal';
import type { NewHost, VoterParts } from '../role-change';
import type { RoomInfo } from '../room';
import type { WideGuest } from '../wide/wide-guest';
import type { RestoredGuest } from './restored-guest';
import { DerivedKeys } from './successor-keys';

type Welcome = Extract<ToMember, { readonly type: 'welcome' }>;

/** Maximum number of addresses stored for a host: twice as many as an invite may have. */
const maxAddresses = 32;

/** Maximum number of endpoints on other ports that are stored. */
const maxOthers = 8;

/** The notices about what stores the room, by code. */
const storageNotices = new Map<string, NonNullable<RoomInfo['storage']>>([
  ['host-storage', 'waiting'],
  ['not-kept', 'not-kept'],
  ['no-quorum', 'no-quorum'],
]);

/** How a guest gets into a room: by an invite, or as the member it was before. */
export type InviteGuestStart =
  | {
      readonly invite: Invite;
      readonly person: string;
      /** Only to a wide room. */
      readonly wide?: WideGuest | undefined;
    }
  | {
      readonly restored: RestoredGuest;
      readonly journal: Journal;
      /** Of a member that was the host, or couldn't take over. */
      readonly voter?: VoterParts | undefined;
      /** Who hosts the room now, if that is known. */
      readonly follow?: NewHost | undefined;
    };

interface HostRecord {
  readonly kind: RoomKind;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly others?: readonly Endpoint[];
  readonly pin: string;
  readonly firstPin?: string;
  readonly wide?: StoredRoute;
}

/** A guest's identity in a room that someone else hosts, and the credentials and addresses to connect with. */
export class Membership {
  /** Until the guest is admitted, the id is empty and the name is the requested one. */
  self: { readonly id: string; readonly name: string };
  /** The host's storage problem; undefined if there is none. */
  private storage: RoomInfo['storage'];
  private place: HostRecord;
  private readonly token: string;
  /** The key at the host, and those before it, the newest first; none before the guest is admitted. */
  heldKeys: readonly HeldKey[];
  private readonly derived = new DerivedKeys();
  private address: string;
  /** What the hub takes of files; undefined before a welcome, and when it takes none. */
  files: FileLimits | undefined;
  /** The successor that hosts the room now, as the former host said. */
  private preferred: Successor | undefined;
  /** The ticket of the current connection. */
  private used: Ticket | undefined;
  /** The pins of the others who may host the room. */
  private successorPins: readonly string[] = [];
  private voters: readonly string[] | undefined;

  constructor(from: InviteGuestStart) {
    if ('restored' in from) {
      this.place = from.restored.header;
      this.self = from.restored.self;
      const { formerKeys = [], key, pin, successors = [] } = from.restored.header;
      this.successorPins = successors;
      this.heldKeys = [{ pin, key }, ...formerKeys];
      this.token = '';
      this.setVoters(from.restored.held.successors);
      const { follow } = from;
      if (follow) this.prefer({ member: follow.host, ...follow.at });
    } else {
      const { wide, ...place } = from.invite;
      const route = wide && routeOf(from.invite);
      this.place = { ...place, ...(route && { wide: route }) };
      this.self = { id: '', name: from.person };
      this.token = from.invite.token;
      this.heldKeys = [];
    }
    this.address = this.place.addresses[0] ?? '';
  }

  /** Whether the guest hasn't been admitted yet. */
  get isNewcomer(): boolean {
    return this.heldKeys.length === 0;
  }

  /** The host's pin, as in the room's invite. */
  get pin(): string {
    return this.place.pin;
  }

  /** The pin of the room's first host. */
  get firstPin(): string {
    return this.place.firstPin ?? this.pin;
  }

  get info(): RoomInfo {
    const { kind, name, port } = this.place;
    const { address, storage, voters } = this;
    return {
      ...{ kind, name, address, port },
      ...(voters && { voters }),
      ...(storage && { storage }),
    };
  }

  /** What to store for coming back; undefined before the guest is admitted. */
  get header(): GuestHeader | undefined {
    const { self } = this;
    const [held, ...formerKeys] = this.heldKeys;
    if (!held) return undefined;
    const { kind, name, addresses, port, others, pin, firstPin, wide } = this.place;
    return {
      ...{ type: 'guest', version: 1, kind, name, addresses, port },
      ...(others && { others }),
      ...(firstPin !== undefined && { firstPin }),
      ...{ pin, self, key: held.key },
      ...(wide && { wide }),
      ...(formerKeys.length > 0 && { formerKeys }),
      ...(this.successorPins.length > 0 && { successors: this.successorPins }),
    };
  }

  /** Notes who may host the room, so that their invites lead back to it. */
  setSuccessors(successors: readonly Successor[]): void {
    const others = successors.filter(({ member }) => member !== this.self.id);
    this.successorPins = others.map(({ pin }) => pin);
    this.setVoters(successors);
  }

  private setVoters(successors: readonly Successor[]): void {
    this.voters = successors.length > 0 ? successors.map(({ member }) => member) : undefined;
  }

  /** The pin of the current hub, or the last one. */
  get hubPin(): string {
    return this.used?.pin ?? this.pin;
  }

  /** Whether the current connection, or the last one, is to the room's host, and not to a member who may be. */
  get isAtHost(): boolean {
    return this.used === undefined || this.used.pin === this.pin;
  }

  /** Records which ticket led to a connection, and moves the address at which the host answered to the front. */
  setConnected(address: string, ticket: Ticket): void {
    this.used = ticket;
    this.address = address;
    if (ticket.pin !== this.pin) return;
    const { addresses } = this.place;
    if (!addresses.includes(address)) return;
    this.place = { ...this.place, addresses: [...new Set([address, ...addresses])] };
  }

  /** Adds the addresses of another invite to this room; keeps the previous ones. */
  addInvite({ addresses, port }: Pick<Invite, 'addresses' | 'port'>): void {
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
   * Applies a notice that a state of the room begins or ends; ignores unknown codes, which later hubs may send.
   * Returns the storage problem that began or ended; undefined if none did.
   */
  update({ code, on }: Extract<ToMember, { readonly type: 'notice' }>): RoomInfo['storage'] {
    const storage = storageNotices.get(code);
    if (!storage || on === (this.storage === storage)) return undefined;
    this.storage = on ? storage : undefined;
    return storage;
  }

  /** How to get into the room, if it is a wide one. */
  get route(): StoredRoute | undefined {
    return this.place.wide;
  }

  /** Stores how to get into the wide room from now on. */
  setRoute({ creation, epoch, server }: WideRoute): void {
    this.place = { ...this.place, wide: { server, epoch, ...(creation && { creation }) } };
  }

  /** Changes the kind, because the host has converted the room. */
  setKind(kind: RoomKind): void {
    this.place = { ...this.place, kind };
  }

  /** Returns the ticket to the host. @param position how far the log is held */
  ticket(position: LogPosition): Ticket {
    const { addresses, port, others, pin, wide } = this.place;
    const { self, token } = this;
    const [held] = this.heldKeys;
    const { name } = self;
    const claim = held ? { member: self.id, key: held.key, name, ...position } : { token, name };
    const route = wide && { wide };
    return { addresses, port, ...(others && { others }), pin, ...route, claim };
  }

  /** Tries this successor first from now on. */
  prefer(successor: Successor): void {
    this.preferred = successor;
  }

  /**
   * The tickets with which to try to come back, in order: that of the host, and those of the members who may have
   * taken over.
   */
  tickets(
    position: LogPosition,
    successors: readonly Successor[],
    successorKey: Network['successorKey'],
  ): readonly [Ticket, ...Ticket[]] {
    const { heldKeys, preferred, self } = this;
    const { addresses, others: otherEndpoints, pin, port } = this.place;
    const host = this.ticket(position);
    if (heldKeys.length === 0 || this.route) return [host];
    const hosts: readonly Omit<Ticket, 'claim'>[] = [
      ...(preferred ? [preferred] : []),
      { addresses, port, pin, ...(otherEndpoints && { others: otherEndpoints }) },
      ...successors.filter(({ member }) => member !== self.id),
    ].filter((hub) => hub.addresses.length > 0);
    // Each hub once, where it was named first.
    const hubs = hosts.filter((hub, at) => hosts.findIndex((each) => each.pin === hub.pin) === at);
    const pins = successors.map((successor) => successor.pin);
    const every = [...pins, ...hubs.map((hub) => hub.pin)];
    const keysAt = this.derived.byPin(heldKeys, every, successorKey);
    const [first = host, ...rest] = hubs.map((hub): Ticket => {
      const { addresses, others, pin, port } = hub;
      const [key = '', ...keys] = keysAt.get(pin) ?? [];
      const claim = { member: self.id, key, ...(keys.length > 0 && { keys }), name: self.name };
      return { addresses, port, ...(others && { others }), pin, claim: { ...claim, ...position } };
    });
    return [first, ...rest];
  }

  /** The hub of the current connection has let us in: if that is a successor, it is the host from now on. */
  private settle(): void {
    const { used } = this;
    if (!used || used.pin === this.pin) return;
    const { addresses, pin, port } = used;
    const { firstPin } = this;
    const { others: _, ...rest } = this.place;
    const found = { addresses: [...new Set([this.address, ...addresses])], pin, port };
    this.place = { ...rest, ...found, firstPin };
    this.preferred = undefined;
  }

  /** Applies a welcome. Returns what to store for coming back; undefined if the hub sent no key. */
  admit({ room, you, files }: Welcome): GuestHeader | undefined {
    this.settle();
    const { pin, used } = this;
    const key = you.key ?? (used && 'key' in used.claim ? used.claim.key : this.heldKeys[0]?.key);
    if (key === undefined) return undefined;
    this.heldKeys = withKey({ pin, key }, this.heldKeys);
    this.self = { id: you.id, name: you.name };
    this.files = files && { fileBytes: files.file, roomBytes: files.room };
    // The hub sends the notice again if the problem persists.
    this.storage = undefined;
    // A name that can't be displayed arrives empty.
    this.place = { ...this.place, kind: room.kind, name: room.name || this.place.name };
    return this.header;
  }
}

function withKey(held: HeldKey, before: readonly HeldKey[]): readonly HeldKey[] {
  const former = before.filter(({ key }) => key !== held.key).slice(0, maxFormerKeys);
  return [held, ...former];
}

function distinct(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].slice(0, maxAddresses);
}
