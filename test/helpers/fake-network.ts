import type { RoomFrame } from '../../src/net/frames';
import type {
  Endpoint,
  GuestLink,
  LinkEnd,
  ListenOptions,
  Network,
  RoomKind,
  RoomLink,
  RoomServer,
} from '../../src/net/transport';
import { Emitter } from '../../src/util/event';

/** A guest's connection without a socket. */
export class FakeGuest implements GuestLink {
  private readonly messages = new Emitter<string>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onMessage = this.messages.event;
  readonly onEnd = this.ends.event;
  readonly heard: RoomFrame[] = [];
  admitted = false;
  closed = false;
  private held: string[] | undefined = [];

  constructor(readonly name: string) {}

  admit(): void {
    this.admitted = true;
  }

  listen(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const text of held) this.messages.fire(text);
  }

  say(text: string): void {
    if (this.held) this.held.push(text);
    else this.messages.fire(text);
  }

  end(end: LinkEnd = { reason: 'closed' }): void {
    this.ends.fire(end);
  }

  close(): void {
    this.closed = true;
    this.end({ reason: 'local' });
  }
}

/** A listening socket without one. */
export class FakeServer implements RoomServer {
  readonly address: string;
  readonly port: number;
  readonly hostName: string;
  private readonly guests = new Emitter<GuestLink>();
  readonly onGuest = this.guests.event;
  readonly connected: FakeGuest[] = [];
  closed = false;

  constructor({ address, port }: Pick<ListenOptions, 'address' | 'port'>) {
    this.address = address;
    this.port = port || 50_000;
    this.hostName = `('${this.address}', ${this.port})`;
  }

  connect(name: string): FakeGuest {
    const guest = new FakeGuest(name);
    this.connected.push(guest);
    this.guests.fire(guest);
    return guest;
  }

  publish(frame: RoomFrame, except?: GuestLink): void {
    for (const guest of this.connected) {
      if (guest.admitted && guest !== except) guest.heard.push(frame);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const guest of this.connected) guest.close();
  }
}

/** A guest's own end of a connection, played by the test. */
export class FakeLink implements RoomLink {
  readonly localName = "('10.0.0.2', 40000)";
  readonly remoteName: string;
  kind: RoomKind = 'lab-hub';
  private readonly frames = new Emitter<RoomFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
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

  say(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.said.push({ text, sent: resolve, fail: () => reject(new Error('connection lost')) });
    });
  }

  async leave(): Promise<void> {
    this.left = true;
    this.end({ reason: 'local' });
  }

  hear(...frames: RoomFrame[]): void {
    for (const frame of frames) this.frames.fire(frame);
  }

  end(end: LinkEnd): void {
    this.ends.fire(end);
  }
}

/** A network that connects to whatever a test decides. */
export class FakeNetwork implements Network {
  readonly servers: FakeServer[] = [];
  readonly links: FakeLink[] = [];
  /** Set to make the next calls fail, or never come about until they are aborted. */
  failure: Error | 'never' | undefined;

  async listen(options: ListenOptions): Promise<RoomServer> {
    if (this.failure instanceof Error) throw this.failure;
    const server = new FakeServer(options);
    this.servers.push(server);
    return server;
  }

  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<RoomLink> {
    if (this.failure === 'never') {
      await new Promise<void>((_, reject) => {
        const abort = () => reject(Object.assign(new Error('cancelled'), { code: 'cancelled' }));
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort);
      });
    }
    if (this.failure instanceof Error) throw this.failure;
    const link = new FakeLink(endpoint);
    this.links.push(link);
    return link;
  }
}
