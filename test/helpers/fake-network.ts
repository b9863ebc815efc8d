import { successorKey } from '../../src/net/deskmate/access-control';
import { guessEncoding, loadEncoding, utf8Encoding } from '../../src/net/lab-tcp/encodings';
import type { AccessState } from '../../src/protocol/access';
import type { Endpoint } from '../../src/protocol/endpoint';
import type { CloseReason, GuestLink } from '../../src/protocol/guest-link';
import type { KnockTarget, SentKnock } from '../../src/protocol/knock';
import type { LabEncoding, LabFrame, LabLink, Undecodable } from '../../src/protocol/lab-link';
import type { MemberLink, Ticket } from '../../src/protocol/member-link';
import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type { Network, RetryTimer } from '../../src/protocol/network';
import type { CodeGrant, CodeTarget } from '../../src/protocol/room-code';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { isByInvite, type LabKind } from '../../src/protocol/room-kinds';
import type { ListenOptions, RoomServer } from '../../src/protocol/room-server';
import type { Transit } from '../../src/protocol/transit';
import { Emitter } from '../../src/util/event';
import { FakeAccess } from './fake-access';
import { FakeCodes, FakeEntry } from './fake-codes';
import { FakeGuest } from './fake-guest';
import { FakeKnocks, FakeSentKnock } from './fake-knocks';
import { FakeMemberLink } from './fake-member-link';
import { FakeRetryTimer } from './fake-retry-timer';
import { FakeVoterPort } from './fake-voter-port';
import { MemoryWide } from './wide-memory';

/** A room server without a socket; it has access control if its kind of room does. */
export class FakeServer implements RoomServer {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  readonly access?: FakeAccess;
  readonly knocks?: FakeKnocks;
  readonly codes?: FakeCodes;
  readonly voters?: FakeVoterPort;
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  readonly connected: FakeGuest[] = [];
  farewell: CloseReason | undefined;
  closed = false;
  private readonly commit: (() => boolean) | undefined;

  constructor({ kind, address, port, access, commit }: ListenOptions) {
    this.address = address;
    this.port = port || 50_000;
    this.hostName = `('${this.address}', ${this.port})`;
    this.commit = commit;
    if (isByInvite(kind)) {
      this.access = new FakeAccess(access);
      this.knocks = new FakeKnocks();
      this.codes = new FakeCodes();
      this.voters = new FakeVoterPort();
    }
  }

  /** A newcomer connects, and asks for this name. */
  connect(name: string): FakeGuest {
    return this.receive(name);
  }

  /** A member comes back with entries up to number `last`. */
  resume(member: string, last = 0): FakeGuest {
    return this.receive('', member, last);
  }

  publish(entry: RoomEntry, author?: GuestLink): void {
    this.commit?.();
    for (const guest of this.connected) {
      if (guest.canReturn) guest.pull();
      else if (guest.admitted && guest !== author) guest.heard.push(...labFrames(entry));
    }
  }

  async close(farewell?: CloseReason): Promise<void> {
    this.farewell ??= farewell;
    this.closed = true;
    for (const guest of this.connected) guest.close(farewell);
    this.knocks?.close(farewell);
  }

  private receive(name: string, member?: string, last?: number): FakeGuest {
    const { access } = this;
    const guest = new FakeGuest(name, {
      member,
      canReturn: access !== undefined,
      last: last ?? 0,
      onAdmit: ({ id, store }) => member !== undefined || (access?.issueKey(id, store) ?? true),
    });
    this.connected.push(guest);
    this.guests.fire(guest);
    return guest;
  }
}

/** What a lab client reads from the text that a hub writes for an entry. */
function labFrames(entry: RoomEntry): LabFrame[] {
  switch (entry.type) {
    case 'joined':
    case 'left':
      return [{ type: entry.type, name: entry.name }];
    case 'message':
      return [{ type: 'message', name: entry.name, text: entry.text }];
    default:
      return [];
  }
}

/** A guest's end of a lab connection; the test acts as its hub. */
export class FakeLink implements LabLink {
  readonly localName = "('10.0.0.2', 40000)";
  readonly remoteName: string;
  kind: LabKind = 'lab-hub';
  private readonly frames = new Emitter<LabFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  readonly undecodable = new Emitter<Undecodable>();
  readonly text: LabEncoding = {
    encoding: utf8Encoding,
    onUndecodable: this.undecodable.event,
  };
  readonly said: { readonly text: string; readonly sent: () => void; readonly fail: () => void }[] =
    [];
  started = false;
  left = false;

  constructor({ host, port }: Endpoint) {
    this.remoteName = `('${host}', ${port})`;
  }

  isHost(name: string): boolean {
    return name === this.remoteName;
  }

  start(): void {
    this.started = true;
  }

  say(text: string): Promise<Transit> {
    return new Promise((resolve, reject) => {
      this.said.push({
        text,
        sent: () => resolve({}),
        fail: () => reject(new Error('connection lost')),
      });
    });
  }

  async leave(): Promise<void> {
    this.left = true;
    this.end({ reason: 'local' });
  }

  receive(...frames: LabFrame[]): void {
    for (const frame of frames) this.frames.fire(frame);
  }

  end(end: LinkEnd): void {
    this.ends.fire(end);
  }
}

/** A network whose connections a test decides. */
export class FakeNetwork implements Network {
  readonly servers: FakeServer[] = [];
  readonly links: FakeLink[] = [];
  /** The ticket of every connection by invite that was tried, including failed ones. */
  readonly tickets: Ticket[] = [];
  readonly memberLinks: FakeMemberLink[] = [];
  /** Every knock that was tried, including failed ones. */
  readonly knocks: FakeSentKnock[] = [];
  /** Every room code that was entered. */
  readonly codes: FakeEntry[] = [];
  readonly retries = new FakeRetryTimer();
  /** Where its wide rooms are. */
  readonly wideServer = new MemoryWide();
  private ids = 0;
  /** Set it to make the next calls fail, or wait until they are aborted. */
  failure: Error | 'never' | undefined;

  async listen(options: ListenOptions): Promise<RoomServer> {
    if (this.failure instanceof Error) throw this.failure;
    const server = new FakeServer(options);
    this.servers.push(server);
    return server;
  }

  async connectLab(endpoint: Endpoint, signal: AbortSignal): Promise<LabLink> {
    await this.obstacle(signal);
    const link = new FakeLink(endpoint);
    this.links.push(link);
    return link;
  }

  async connectByInvite(ticket: Ticket, signal: AbortSignal): Promise<MemberLink> {
    this.tickets.push(ticket);
    await this.obstacle(signal);
    const link = new FakeMemberLink(ticket);
    this.memberLinks.push(link);
    return link;
  }

  async wide(): Promise<MemoryWide> {
    return this.wideServer;
  }

  async knock(target: KnockTarget, name: string, signal: AbortSignal): Promise<SentKnock> {
    const knock = new FakeSentKnock(target, name, signal);
    this.knocks.push(knock);
    await this.obstacle(signal);
    return knock;
  }

  enterCode(target: CodeTarget, code: string, signal: AbortSignal): Promise<CodeGrant> {
    const entry = new FakeEntry(target, code, signal);
    this.codes.push(entry);
    return entry.grant;
  }

  /** Every listener can be reached; a test may replace it. */
  reach: Network['reach'] = async () => {};

  readonly successorKey = successorKey;
  readonly identityOf = (access: AccessState) => new FakeAccess(access);
  readonly encoding = loadEncoding;
  readonly guessEncoding = guessEncoding;
  readonly putFile = noFiles;
  readonly getFile = noFiles;
  readonly hasher = noFiles;

  retryTimer(): RetryTimer {
    return this.retries;
  }

  reachable(address: string): readonly string[] {
    return address === '::' || address === '0.0.0.0' ? ['192.168.1.5', 'fd00::5'] : [address];
  }

  randomId(): string {
    this.ids += 1;
    return `id${`${this.ids}`.padStart(20, '0')}`;
  }

  private async obstacle(signal: AbortSignal): Promise<void> {
    if (this.failure === 'never') {
      await new Promise<void>((_, reject) => {
        const abort = () => reject(new NetError('cancelled', 'cancelled'));
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort);
      });
    }
    if (this.failure instanceof Error) throw this.failure;
  }
}

/** Files have connections of their own, which tests make with the real network. */
function noFiles(): never {
  throw new Error('no files here');
}
