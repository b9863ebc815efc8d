import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Limits } from '../../protocol/limits';
import type {
  Farewell,
  GuestLink,
  ListenOptions,
  RoomServer,
  Seat,
} from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { memberIntake } from '../socket/intake';
import { listen } from '../socket/tcp';
import { authenticate, type Claim, createAccessControl, HubAccessControl } from './access-control';
import type { Pass } from './admission';
import { FrameSocket } from './frame-socket';
import { type GuestHub, HubGuest } from './hub-guest';
import { LogSlices } from './log-slices';
import { SecureListener } from './secure-listener';

export interface HubServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Decides whose place a stranger takes when there are too many; from 0 to below 1. */
  readonly random?: (() => number) | undefined;
}

interface Ready extends HubServerOptions {
  readonly server: Server;
  readonly access: HubAccessControl;
  readonly commit: () => boolean;
}

/**
 * The hub of a room by invite. Nothing of the log goes out before it is committed: what was published in a
 * turn of the event loop is committed at its end, joined once, and written to each member once. What could
 * not be committed stays out of the room's feed until it is.
 */
export class HubServer implements RoomServer, GuestHub {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  readonly access: HubAccessControl;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly slices = new LogSlices();
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  private readonly listener: SecureListener;
  private readonly commit: () => boolean;
  /** Every connection after its handshake, and its guest once it has proved who it is. */
  private readonly connections = new Map<FrameSocket, HubGuest | undefined>();
  private readonly passes = new Map<HubGuest, Pass>();
  /** Those who hear what is published. */
  private readonly audience = new Set<HubGuest>();
  /** Those who have something coming besides. */
  private readonly due = new Set<HubGuest>();
  private turn: NodeJS.Immediate | undefined;
  private closing: Promise<void> | undefined;

  constructor({ server, access, commit, clock, limits, random }: Ready) {
    const { address, port } = server.address() as AddressInfo;
    this.address = address;
    this.port = port;
    this.hostName = address;
    this.access = access;
    this.commit = commit;
    this.clock = clock;
    this.limits = limits;
    const { certificate, privateKey } = access.state;
    const options = { clock, limits, certificate, privateKey, random };
    this.listener = new SecureListener(server, options, (socket, pass) => this.greet(socket, pass));
    access.onDidChange((change) => {
      if (change.type === 'revoked') this.listener.forget(change.member);
    });
  }

  /** The entry itself is read from the room's feed, by each member when its turn comes. */
  publish(): void {
    this.schedule();
  }

  close(farewell?: Farewell): Promise<void> {
    this.closing ??= this.shut(farewell);
    return this.closing;
  }

  issueKey({ id, keep }: Seat): string | undefined {
    return this.access.issueKey(id, keep);
  }

  seat(guest: HubGuest, { id, feed }: Seat): void {
    this.passes.get(guest)?.remember(id);
    this.slices.use(feed);
    this.audience.add(guest);
    this.flushSoon(guest);
  }

  flushSoon(guest: HubGuest): void {
    this.due.add(guest);
    this.schedule();
  }

  flush(): void {
    if (!this.turn) return;
    clearImmediate(this.turn);
    this.turn = undefined;
    this.commit();
    const guests = this.slices.commit() ? this.audience : new Set(this.due);
    this.due.clear();
    for (const guest of guests) guest.flush();
  }

  private schedule(): void {
    this.turn ??= setImmediate(() => this.flush());
  }

  private greet(secure: TLSSocket, pass: Pass): void {
    const { clock, limits } = this;
    const socket = new FrameSocket(secure, this, memberIntake(clock, limits));
    // Nobody who has not shown who it is needs more.
    socket.limitLines(limits.shortLineBytes);
    this.connections.set(socket, undefined);
    socket.onEnd(() => this.connections.delete(socket));
    authenticate(socket, this.access, this, (claim) => this.receive(socket, claim, pass));
    socket.start();
  }

  private receive(socket: FrameSocket, claim: Claim, pass: Pass): void {
    pass.prove();
    socket.limitLines(this.limits.lineBytes);
    const guest = new HubGuest(socket, claim, this);
    this.connections.set(socket, guest);
    this.passes.set(guest, pass);
    guest.onEnd(() => {
      this.audience.delete(guest);
      this.due.delete(guest);
      this.passes.delete(guest);
    });
    this.guests.fire(guest);
  }

  private async shut(farewell: Farewell | undefined): Promise<void> {
    const stopped = this.listener.close();
    this.flush();
    for (const [socket, guest] of this.connections) {
      if (guest) guest.close(farewell);
      else socket.finish({ reason: 'local' });
    }
    // Those whose goodbye is under way already are waited for as well.
    await Promise.all(Array.from(this.connections.keys(), (socket) => socket.close()));
    this.flush();
    this.guests.dispose();
    await stopped;
  }
}

/**
 * Listens for guests by invite, with the access control of a room that is opened again, or a new one.
 * @throws {NetError} when the address or port cannot be had
 */
export async function listenHub(
  { address, port, access: state, commit = () => true }: ListenOptions,
  options: HubServerOptions,
): Promise<HubServer> {
  const access = state ? new HubAccessControl(state) : await createAccessControl();
  const server = await listen({ address, port, pauseOnConnect: false });
  return new HubServer({ ...options, server, access, commit });
}
