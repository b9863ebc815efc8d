import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createAccessControl,
  HubAccessControl,
  successorKey,
} from '../../../src/net/deskmate/access-control';
import type { AccessState, MemberKey } from '../../../src/protocol/access';
import type { Successor } from '../../../src/protocol/entry-frames';
import type { Welcome } from '../../../src/protocol/frames';
import type { Ticket } from '../../../src/protocol/member-link';
import { Membership } from '../../../src/room/guest/membership';
import { DerivedKeys, keysByPin } from '../../../src/room/guest/successor-keys';
import { FakeJournal } from '../../helpers/fake-journal';

describe('the keys of a member at a successor', () => {
  const derive = (key: string, pin: string) => `${key}>${pin}`;
  const held = (...keys: readonly string[]) =>
    keys.map((key) => ({ pin: key.slice(-1).toUpperCase(), key }));

  it('begin with those that took the shortest way', () => {
    const keys = keysByPin(held('a'), ['A', 'B', 'C'], derive).get('B');
    assert.deepEqual(keys?.slice(0, 5), ['a>B', 'a>C>B', 'a>B>A>B', 'a>B>C>B', 'a>C>A>B']);
  });

  it('begin with the key that is valid there, and those that derive from newer ones', () => {
    const keys = keysByPin(held('b', 'a'), ['A', 'B'], derive).get('A');
    assert.deepEqual(keys?.slice(0, 3), ['a', 'b>A', 'a>B>A']);
  });

  it('are at most as many as a frame may carry, whatever was held', () => {
    const pins = ['A', 'B', 'C', 'D', 'E'];
    for (const keys of keysByPin(held('d', 'c', 'b', 'a'), pins, derive).values()) {
      assert.equal(keys.length, 33);
      assert.equal(new Set(keys).size, 33);
    }
    const [pair = [], other = []] = keysByPin(held('a'), ['A', 'B'], derive).values();
    assert.deepEqual([pair[2], other.length], ['a>B>A>B>A', 4]);
  });
});

describe('the derived keys of a member', () => {
  it('are derived again only when a key or a pin has changed', () => {
    let count = 0;
    const derived = new DerivedKeys((held) => {
      count += 1;
      return new Map([['A', held.map(({ key }) => key)]]);
    });
    const one = [{ pin: 'A', key: 'a' }];
    const two = [{ pin: 'A', key: 'b' }, ...one];
    const derive = () => '';
    for (let times = 0; times < 3; times += 1) {
      assert.deepEqual(derived.byPin(one, ['A', 'B'], derive).get('A'), ['a']);
    }
    assert.equal(count, 1);
    assert.deepEqual(derived.byPin(two, ['A', 'B'], derive).get('A'), ['b', 'a']);
    derived.byPin(two, ['A', 'C'], derive);
    assert.equal(count, 3);
  });
});

/** Which voter hosts next, which voters and members are there meanwhile, and whether it invites someone new. */
interface Reign {
  readonly host: number;
  readonly listed: readonly number[];
  readonly here: readonly number[];
  readonly invites: boolean;
  readonly removes: boolean;
}

const voters = 5;
const indexes = Array.from({ length: voters }, (_, index) => index);
const somePeople = fc.subarray([...indexes, 5, 6, 7, 8, 9, 10], { minLength: 0 });

const reign: fc.Arbitrary<Reign> = fc.record({
  host: fc.integer({ min: 0, max: voters - 1 }),
  listed: fc.subarray(indexes),
  here: somePeople,
  invites: fc.boolean(),
  removes: fc.boolean(),
});

describe('the key of a member that was let in', () => {
  let states: readonly AccessState[];

  before(async () => {
    const made = await Promise.all(indexes.map(() => createAccessControl()));
    states = made.map(({ state }) => state);
  });

  it('opens the room at whichever voter hosts it, in chains of four hosts, whoever was away for any of them', () => {
    fc.assert(
      fc.property(fc.array(reign, { minLength: 1, maxLength: 2 }), (reigns) => {
        const room = new Room(states);
        for (const each of reigns) room.reign(each);
        // The fourth host is whoever comes next.
        room.check();
      }),
      { numRuns: 100 },
    );
  });
});

/** Voters who take over from each other, with the keys that one of the hosts sent them, and the members. */
class Room {
  private readonly accesses: readonly HubAccessControl[];
  private readonly list: readonly Successor[];
  /** What each voter knows of everyone's keys. */
  private readonly sets = new Map<number, readonly MemberKey[]>();
  /** Voters have the first ids. */
  private readonly members = new Map<string, Membership>();
  private readonly removed = new Set<string>();
  private host = 0;
  private term = 1;
  private guests = voters;

  constructor(states: readonly AccessState[]) {
    this.accesses = states.map((state) => new HubAccessControl(state));
    this.list = this.accesses.map(({ pin }, index) => ({
      ...{ member: idOf(index), pin, addresses: ['127.0.0.1'], port: 5000 + index },
    }));
    this.members.set(idOf(0), this.asFormerHost(0, []));
    for (let voter = 1; voter < voters; voter += 1) this.admit(idOf(voter));
    this.admit(idOf(this.guests));
    this.sendKeys(indexes);
  }

  reign({ host, here, invites, listed, removes }: Reign): void {
    this.takeOver(host);
    for (const index of here) this.comeBack(idOf(index));
    if (invites) {
      this.guests += 1;
      this.admit(idOf(this.guests));
    }
    if (removes && !this.removed.has(idOf(voters))) {
      this.access.revoke(idOf(voters), () => true);
      this.removed.add(idOf(voters));
    }
    this.sendKeys(listed);
  }

  /** Whoever hosts next, everyone in its keys comes in; and nobody who was removed by a host that it heard of. */
  check(): void {
    const own = idOf(this.host);
    this.members.set(own, this.asFormerHost(this.host, this.members.get(own)?.heldKeys ?? []));
    const tickets = new Map(
      Array.from(this.members, ([id, member]) => [id, this.tickets(member)] as const),
    );
    for (const host of indexes) {
      const known = new Set(
        host === this.host
          ? this.access.state.keys.map(({ member }) => member)
          : (this.sets.get(host) ?? []).map(({ member }) => member),
      );
      const access = new HubAccessControl(this.accesses[host]?.state as AccessState);
      if (host !== this.host) access.takeOver(this.sets.get(host) ?? [], false);
      for (const [id, every] of tickets) {
        if (id === idOf(host)) continue;
        const key = keyAt(access, this.ticketTo(host, every), id);
        assert.equal(key !== undefined, known.has(id), `${id} at ${idOf(host)}`);
      }
    }
  }

  private get access(): HubAccessControl {
    return this.accesses[this.host] as HubAccessControl;
  }

  private takeOver(next: number): void {
    const keys = this.sets.get(next);
    if (next === this.host || !keys) return;
    const { host } = this;
    const before = this.members.get(idOf(host))?.heldKeys ?? [];
    this.members.set(idOf(host), this.asFormerHost(host, before));
    this.host = next;
    this.term += 1;
    this.access.takeOver(keys, false);
  }

  /** Sends the host's keys to these voters. */
  private sendKeys(to: readonly number[]): void {
    for (const voter of to) {
      if (voter === this.host) continue;
      const pin = this.list[voter]?.pin ?? '';
      this.sets.set(voter, this.access.keysFor(pin, idOf(this.host)));
    }
  }

  private admit(id: string): void {
    const key = this.access.issueKey(id, () => true);
    const { addresses = [], pin = '', port = 0 } = this.list[this.host] ?? {};
    const invite = { kind: 'group', name: 'Lab', token: 't'.repeat(22) } as const;
    const member = new Membership({ invite: { ...invite, addresses, pin, port }, person: id });
    member.setConnected('127.0.0.1', member.ticket({ last: 0 }));
    member.admit(this.welcome(id, key));
    this.members.set(id, member);
  }

  private comeBack(id: string): void {
    const member = this.members.get(id);
    if (!member || id === idOf(this.host)) return;
    const ticket = this.ticketTo(this.host, this.tickets(member));
    const key = keyAt(this.access, ticket, id);
    if (key === undefined) return;
    member.setConnected('127.0.0.1', ticket);
    const isFirst = 'key' in ticket.claim && ticket.claim.key === key;
    member.admit(this.welcome(id, isFirst ? undefined : key));
    // It comes back after a restart, too.
    const { header } = member;
    assert.ok(header);
    this.members.set(id, restored(header));
  }

  private tickets(member: Membership): readonly Ticket[] {
    return member.tickets({ last: 0 }, this.list, successorKey);
  }

  private ticketTo(host: number, tickets: readonly Ticket[]): Ticket {
    const ticket = tickets.find(({ pin }) => pin === this.list[host]?.pin);
    assert.ok(ticket, 'it tries every voter');
    return ticket;
  }

  private asFormerHost(host: number, formerKeys: Membership['heldKeys']): Membership {
    const { hostKey: key, pin } = this.accesses[host] as HubAccessControl;
    const self = { id: idOf(host), name: idOf(host) };
    return restored({
      ...{ type: 'guest', version: 1, kind: 'group', name: 'Lab', addresses: [], port: 1 },
      ...{ pin, key, self, formerKeys },
    });
  }

  private welcome(id: string, key: string | undefined): Welcome {
    const room = { name: 'Lab', kind: 'group', most: 9 } as const;
    const you = { id, name: id, ...(key !== undefined && { key }) };
    const epoch = { term: this.term, opening: 1 };
    return { type: 'welcome', version: 1, room, you, first: 1, last: 0, epoch };
  }
}

function restored(header: NonNullable<Membership['header']>): Membership {
  const restored = { header, self: header.self, held: { successors: [] } } as never;
  return new Membership({ restored, journal: new FakeJournal() });
}

function keyAt(access: HubAccessControl, { claim }: Ticket, member: string): string | undefined {
  assert.ok('key' in claim);
  const { key, keys = [] } = claim;
  assert.ok(keys.length <= 32);
  return [key, ...keys].find((each) => access.knowsKey(member, each));
}

function idOf(index: number): string {
  return `m${index}`;
}
