import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Arrival, RecordArrival, Vacancy } from '../../protocol/arrival';
import { codeAlpn, codeRefusals } from '../../protocol/code-frames';
import { fileAlpn } from '../../protocol/file-frames';
import type { CloseReason, GuestLink, Seat } from '../../protocol/guest-link';
import { knockAlpn, knockRefusals } from '../../protocol/knock-frames';
import type { Limits } from '../../protocol/limits';
import type { ListenOptions, RoomServer } from '../../protocol/room-server';
import { voterAlpn } from '../../protocol/voter-frames';
import type { WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { Arrivals } from '../socket/arrivals';
import { FlushTurn } from '../socket/flush-turn';
import { memberReadLimiter } from '../socket/read-limiter';
import { listen } from '../socket/tcp';
import { authenticate, type Claim, createAccessControl, HubAccessControl } from './access-control';
import type { AdmissionSlot } from './admission';
import { CodeServer } from './code-server';
import { FileServer } from './file-server';
import { FrameSocket, type FrameSocketOptions } from './frame-socket';
import { type GuestHub, HubGuest } from './hub-guest';
import { KnockServer } from './knock-server';
import { LogSlices } from './log-slices';
import { PeopleLines } from './people-lines';
import { SecureListener, type SecureListenerOptions } from './secure-listener';
import { VoterServer } from './voter-server';

/**
 * How long a notice about a member's status may wait, in ms. When 200 members come back at once, each of them
 * is news to all others: sent at once, that would be a write to everyone for each.
 */
const statusMs = 50;

export interface HubServerOptions extends FrameSocketOptions {
  /** Chooses which connection a new one replaces when there are too many; from 0 to below 1. */
  readonly random?: (() => number) | undefined;
}

interface HubServerDeps extends HubServerOptions {
  readonly server: Server;
  readonly access: HubAccessControl;
  readonly commit: () => boolean;
  readonly isOpen: () => boolean;
  readonly vacancy: () => Vacancy;
}

/**
 * The hub of an invite room. It sends no log entry before it is committed: at the end of an event loop turn, or
 * of a few when many members talk ({@link FlushTurn}), it commits the published entries and writes them to
 * each member in one write. Entries that can't be committed stay out of the room's feed until they are.
 */
export class HubServer implements RoomServer, GuestHub {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  readonly access: HubAccessControl;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap: WireTap | undefined;
  readonly slices = new LogSlices();
  readonly people = new PeopleLines();
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  private readonly listener: SecureListener;
  readonly files: FileServer;
  readonly knocks: KnockServer;
  readonly codes: CodeServer;
  readonly voters: VoterServer;
  private readonly commit: () => boolean;
  private readonly isOpen: () => boolean;
  private readonly vacancy: () => Vacancy;
  private readonly came: Arrivals;
  /** Every connection after its handshake, with its guest once it has authenticated. */
  private readonly connections = new Map<FrameSocket, HubGuest | undefined>();
  private readonly passes = new Map<HubGuest, AdmissionSlot>();
  /** Guests that get what is published. */
  private readonly audience = new Set<HubGuest>();
  /** Guests that have something else to be sent. */
  private due = new Set<HubGuest>();
  private readonly turn = new FlushTurn(() => this.flush());
  /** Guests that have only status notices to be sent, and the timer that runs for them. */
  private readonly later = new Set<HubGuest>();
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  constructor(deps: HubServerDeps) {
    const { server, access, commit, isOpen, vacancy, clock, limits, tap, random } = deps;
    const { address, port } = server.address() as AddressInfo;
    this.address = address;
    this.port = port;
    this.hostName = address;
    this.access = access;
    this.commit = commit;
    this.isOpen = isOpen;
    this.vacancy = vacancy;
    this.came = new Arrivals(() => clock.now());
    this.clock = clock;
    this.limits = limits;
    this.tap = tap;
    const { certificate, privateKey } = access.state;
    this.files = new FileServer({ clock, limits, access, tap });
    this.knocks = new KnockServer({ clock, limits, access, tap, vacancy });
    this.codes = new CodeServer({ clock, limits, access, tap, vacancy });
    this.voters = new VoterServer({ clock, limits, access, tap });
    const options: SecureListenerOptions = {
      ...{ clock, limits, arrivals: this.came, certificate, privateKey, random },
      takes: (protocol) =>
        protocol === knockAlpn ? this.knocks.isTaking : this.codes.state !== undefined,
    };
    this.listener = new SecureListener(server, options, (socket, pass, recordArrival) => {
      if (socket.alpnProtocol === fileAlpn) this.files.accept(socket, pass, recordArrival);
      else if (socket.alpnProtocol === knockAlpn) this.knocks.accept(socket, pass, recordArrival);
      else if (socket.alpnProtocol === codeAlpn) this.codes.accept(socket, recordArrival);
      else if (socket.alpnProtocol === voterAlpn) this.voters.accept(socket, pass, recordArrival);
      else this.accept(socket, pass, recordArrival);
    });
    access.onDidChange((change) => {
      if (change.type === 'revoked') this.listener.forget(change.member);
    });
  }

  get arrivals(): readonly Arrival[] {
    return this.came.list;
  }

  get queuedBytes(): number {
    let bytes = 0;
    for (const socket of this.connections.keys()) bytes += socket.queuedBytes;
    return bytes;
  }

  /** Only schedules a flush: each guest reads entries from the room's feed. */
  publish(): void {
    this.turn.add(this.audience.size);
  }

  close(farewell?: CloseReason): Promise<void> {
    this.closing ??= this.shut(farewell);
    return this.closing;
  }

  issueKey({ id, store }: Seat): string | undefined {
    return this.access.issueKey(id, store);
  }

  seat(guest: HubGuest, { id, feed }: Seat): void {
    this.passes.get(guest)?.remember(id);
    this.slices.use(feed);
    this.audience.add(guest);
    this.flushSoon(guest);
  }

  flushSoon(guest: HubGuest): void {
    this.due.add(guest);
    this.turn.add(1);
  }

  flushLater(guest: HubGuest): void {
    this.later.add(guest);
    // Not the clock that tests advance: like an immediate, this only collects what is sent together.
    this.timer ??= setTimeout(() => this.flushStatus(), statusMs).unref();
  }

  flush(): void {
    if (!this.turn.isDue) return;
    this.turn.clear();
    this.commit();
    const { due } = this;
    this.due = new Set();
    if (!this.slices.commit()) {
      for (const guest of due) guest.flush();
      return;
    }
    this.later.clear();
    for (const guest of this.audience) guest.flush();
  }

  private flushStatus(): void {
    this.timer = undefined;
    for (const guest of this.later) this.due.add(guest);
    this.later.clear();
    if (this.due.size > 0) this.turn.add(1);
  }

  private accept(secure: TLSSocket, pass: AdmissionSlot, recordArrival: RecordArrival): void {
    const { clock, limits } = this;
    const socket = new FrameSocket(secure, this, memberReadLimiter(clock, limits));
    // Before authentication, no frame needs a longer line.
    socket.limitLines(limits.shortLineBytes);
    this.connections.set(socket, undefined);
    socket.onEnd(() => this.connections.delete(socket));
    const { isOpen, vacancy } = this;
    const options = { clock, limits, isOpen, vacancy, onAnswered: recordArrival };
    authenticate(socket, this.access, options, (claim) =>
      this.receive(socket, claim, pass, recordArrival),
    );
    socket.start();
  }

  private receive(
    socket: FrameSocket,
    claim: Claim,
    pass: AdmissionSlot,
    recordArrival: RecordArrival,
  ): void {
    pass.markAuthenticated();
    socket.limitLines(this.limits.lineBytes);
    const guest = new HubGuest(socket, claim, this, recordArrival);
    this.connections.set(socket, guest);
    this.passes.set(guest, pass);
    guest.onEnd(() => {
      this.audience.delete(guest);
      this.due.delete(guest);
      this.later.delete(guest);
      this.passes.delete(guest);
    });
    this.guests.fire(guest);
  }

  private async shut(farewell: CloseReason | undefined): Promise<void> {
    const stopped = this.listener.close();
    this.files.close();
    const { code } = farewell ?? {};
    this.knocks.close(knockRefusals.find((each) => each === code));
    this.codes.close(codeRefusals.find((each) => each === code));
    this.flush();
    for (const [socket, guest] of this.connections) {
      if (guest) guest.close(farewell);
      else socket.finish({ reason: 'local' });
    }
    // Also wait for connections that are already closing.
    const closing = Array.from(this.connections.keys(), (socket) => socket.close());
    await Promise.all([...closing, this.voters.close()]);
    this.flush();
    this.guests.dispose();
    await stopped;
  }
}

/**
 * Listens for guests with an invite, using the access control of a reopened room or a new one.
 * @throws {NetError} when the address or port isn't available
 */
export async function listenHub(
  {
    address,
    port,
    access: state,
    commit = () => true,
    isOpen = () => true,
    vacancy = () => 'seat',
  }: ListenOptions,
  options: HubServerOptions,
): Promise<HubServer> {
  const access = state ? new HubAccessControl(state) : await createAccessControl();
  const server = await listen({ address, port, pauseOnConnect: false });
  return new HubServer({ ...options, server, access, commit, isOpen, vacancy });
}
