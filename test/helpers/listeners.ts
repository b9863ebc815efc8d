import type { Listener } from '../../src/protocol/frames';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { RoomServer } from '../../src/protocol/room-server';
import { MemberServer } from '../../src/room/member-server';
import type { FakeGuest } from './fake-guest';

/** Where a member listens whose port is this; nothing does. */
export function listenerAt(port: number): Listener {
  return { pin: `${port}`.padEnd(43, 'p'), addresses: ['127.0.0.1'], port };
}

/** The members of the newest list of voters in a log; undefined if there is none. */
export function listOf(entries: readonly RoomEntry[]): readonly string[] | undefined {
  const newest = entries.findLast((entry) => entry.type === 'successors');
  return newest?.successors.map(({ member }) => member);
}

/** The guest has everything that it got on its disk, and says so. */
export function hold(guest: FakeGuest): void {
  const seq = guest.entries.at(-1)?.seq;
  if (seq !== undefined) guest.ask({ type: 'held', seq });
}

/** A server that outlives its room. */
export function memberServerOf(server: RoomServer): MemberServer {
  // Only `MemberServer.open` makes one, and that isn't in time for a test that is.
  return Object.assign(Object.create(MemberServer.prototype), { opened: server }) as MemberServer;
}
