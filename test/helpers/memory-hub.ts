import {
  authenticate,
  type Claim,
  type HubAccessControl,
} from '../../src/net/deskmate/access-control';
import { type GuestHub, HubGuest } from '../../src/net/deskmate/hub-guest';
import { LogSlices } from '../../src/net/deskmate/log-slices';
import { PeopleLines } from '../../src/net/deskmate/people-lines';
import type { CloseReason, GuestLink, Seat } from '../../src/protocol/guest-link';
import { defaultLimits, type Limits } from '../../src/protocol/limits';
import type { RoomServer } from '../../src/protocol/room-server';
import type { Clock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';
import { FakeCodes } from './fake-codes';
import { FakeKnocks } from './fake-knocks';
import type { MemorySocket } from './memory-socket';
import type { MemoryVoterPort } from './memory-voters';

/** Slows no one down. */
const limits: Limits = { ...defaultLimits, messagesPerSecond: 1e6, messageBurst: 1e6 };

/** The hub without its sockets: what it does at the end of a turn, it does when a test says so. */
export class MemoryHub implements RoomServer, GuestHub {
  readonly address = '127.0.0.1';
  readonly hostName = '127.0.0.1';
  readonly limits = limits;
  readonly slices = new LogSlices();
  readonly knocks = new FakeKnocks();
  readonly codes = new FakeCodes();
  readonly people = new PeopleLines();
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  private readonly audience = new Set<HubGuest>();
  private readonly due = new Set<HubGuest>();
  private readonly sockets = new Set<MemorySocket>();
  private isDue = false;

  constructor(
    readonly port: number,
    readonly access: HubAccessControl,
    readonly clock: Clock,
    readonly voters: MemoryVoterPort,
    private readonly isOpen: () => boolean,
    private readonly commit: () => boolean,
    private readonly closed: () => void,
  ) {
    access.onDidChange(() => this.publish());
  }

  publish(): void {
    this.isDue = true;
  }

  issueKey({ id, store }: Seat): string | undefined {
    return this.access.issueKey(id, store);
  }

  seat(guest: HubGuest, { feed }: Seat): void {
    this.slices.use(feed);
    this.audience.add(guest);
    this.flushSoon(guest);
  }

  flushSoon(guest: HubGuest): void {
    this.due.add(guest);
    this.isDue = true;
  }

  flushLater(guest: HubGuest): void {
    this.flushSoon(guest);
  }

  flush(): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.commit();
    const guests = new Set(this.slices.commit() ? this.audience : this.due);
    this.due.clear();
    for (const guest of guests) guest.flush();
  }

  greet(socket: MemorySocket): void {
    this.sockets.add(socket);
    const { clock, isOpen, limits } = this;
    const vacancy = () => 'seat' as const;
    const options = { clock, limits, isOpen, vacancy, onAnswered() {} };
    authenticate(socket.asFrameSocket, this.access, options, (claim) =>
      this.receive(socket, claim),
    );
    socket.start();
  }

  async close(farewell?: CloseReason): Promise<void> {
    this.closed();
    this.flush();
    for (const guest of this.audience) guest.close(farewell);
    for (const socket of this.sockets) socket.finish({ reason: 'local' });
  }

  has(socket: MemorySocket): boolean {
    return this.sockets.has(socket);
  }

  /** Stops it as if its window were killed. */
  kill(): void {
    this.closed();
    for (const socket of this.sockets) socket.cut();
  }

  private receive(socket: MemorySocket, claim: Claim): void {
    const guest = new HubGuest(socket.asFrameSocket, claim, this, () => {});
    guest.onEnd(() => {
      this.audience.delete(guest);
      this.due.delete(guest);
    });
    this.guests.fire(guest);
  }
}
