import { encodeFrame } from '../../protocol/codec';
import { protocolVersion } from '../../protocol/frames';
import { type ByeCode, NetError } from '../../protocol/net-error';
import { toInviteKind } from '../../protocol/room-kinds';
import type {
  Farewell,
  GuestLink,
  GuestRequest,
  LinkEnd,
  LogPosition,
  Notice,
  Seat,
} from '../../protocol/transport';
import { Emitter } from '../../util/event';
import type { Claim } from './access-control';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';
import type { LogSlices } from './log-slices';
import { RequestReader } from './request-reader';

/** What a guest needs of its hub. */
export interface GuestHub extends FrameSocketOptions {
  readonly slices: LogSlices;
  /** Makes the key of a newcomer; undefined when it cannot be kept. */
  issueKey(seat: Seat): string | undefined;
  /** The guest is let in: it hears what is published. */
  seat(guest: HubGuest, seat: Seat): void;
  /** Has `HubGuest.flush` called at the end of this turn, after what was published is on disk. */
  flushSoon(guest: HubGuest): void;
  /** Does so for everybody at once. */
  flush(): void;
}

/** More queued than this, in bytes, and the log waits until its reader has caught up. */
const enoughQueued = 128 * 1024;

/** People told of in one frame: with the longest names they fit a line. */
const peopleAtATime = 50;

/**
 * An authenticated guest. It pulls the log from where it is, as fast as its reader takes it, so that
 * one who is far behind costs the hub no more memory than one who is not.
 */
export class HubGuest implements GuestLink {
  readonly name: string;
  readonly member?: string;
  private readonly requests = new Emitter<GuestRequest>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onRequest = this.requests.event;
  readonly onEnd = this.ends.event;
  private readonly reader: RequestReader;
  /** What it asks while it is not listened to. */
  private held: GuestRequest[] | undefined = [];
  /** Has been listened to before. */
  private known = false;
  private heldBytes = 0;
  /** What it says it holds; checked against the log when it is let in. */
  private readonly position: LogPosition;
  /** Number of the last entry it was sent, or holds as the hub does. */
  private cursor = 0;
  /** Number of the last entry of which its claim says for certain that it holds it. */
  private proven = 0;
  private admitted = false;
  /** Has shown that it got its key: who was not welcomed receives nothing. */
  private hasKey: boolean;
  private welcome: Buffer | undefined;
  private notices: Buffer[] = [];
  /** Nothing it asks counts any more, while its last words go out. */
  private closed = false;
  private ended = false;

  constructor(
    private readonly socket: FrameSocket,
    claim: Claim,
    private readonly hub: GuestHub,
  ) {
    this.name = claim.name;
    if (claim.type === 'resume') this.member = claim.member;
    this.hasKey = claim.type === 'resume';
    this.position = claim.type === 'resume' ? claim.position : { last: 0 };
    this.reader = new RequestReader(socket, hub, {
      request: (request, bytes) => this.hear(request, bytes),
      refuse: (code, id) => this.tell({ type: 'refused', code, ...(id !== undefined && { id }) }),
      left: () => this.goodbye({ reason: 'closed' }),
      broken: (code) => this.break(code),
    });
    socket.onDrain(() => this.pull());
    socket.onEnd((end) => this.end(end));
  }

  get returns(): boolean {
    return this.hasKey;
  }

  wait(position: number): void {
    if (!this.admitted) this.socket.write(encodeFrame({ type: 'waiting', position }));
  }

  admit(seat: Seat): boolean {
    if (this.closed || this.admitted) return true;
    const key = seat.id === this.member ? undefined : this.hub.issueKey(seat);
    if (key === undefined && seat.id !== this.member) return false;
    this.admitted = true;
    const { position } = this;
    const { feed } = seat;
    // What it holds beyond that is from a log that this hub has lost.
    this.cursor = feed.agreed(position);
    // Who tells no epoch may hold other entries under the numbers given since the room was opened.
    this.proven = position.epoch ? this.cursor : Math.min(this.cursor, feed.opened);
    const keep = this.cursor < position.last ? this.cursor : undefined;
    this.welcome = welcomeLines(seat, { key, keep });
    this.hub.seat(this, seat);
    return true;
  }

  listen(to: 'all' | 'status' = 'all'): void {
    if (!this.known) {
      this.known = true;
      // Whoever comes back has said by its claim what it holds.
      if (this.proven > 0) this.deliver({ type: 'received', seq: this.proven });
    }
    if (to === 'status') this.held ??= [];
    else this.release();
  }

  tell(notice: Notice): void {
    if (this.closed) return;
    const bytes = encodeFrame(notice);
    this.notices.push(bytes);
    // Answers to somebody in line wait with what it asks.
    if (this.held && !this.known) this.count(bytes.length);
    this.hub.flushSoon(this);
  }

  close(farewell: Farewell = { code: 'room-closed' }): void {
    if (this.closed) return;
    this.closed = true;
    // Its last words come after everything that was said before.
    this.hub.flush();
    void this.socket.close(encodeFrame({ type: 'bye', ...farewell }));
  }

  /** Sends what there is for it; what was published is on disk. */
  flush(): void {
    if (!this.admitted) return;
    if (this.welcome) {
      this.socket.write(this.welcome);
      this.welcome = undefined;
    }
    this.pull();
    if (this.notices.length === 0) return;
    const [only] = this.notices;
    this.socket.write(this.notices.length === 1 && only ? only : Buffer.concat(this.notices));
    this.notices = [];
  }

  /** Sends of the log what is still missing, or as much as is enough for now. */
  private pull(): void {
    if (!this.admitted || this.welcome) return;
    while (!this.ended && this.socket.queuedBytes < enoughQueued) {
      const slice = this.hub.slices.after(this.cursor);
      if (!slice) return;
      this.cursor = slice.last;
      this.socket.write(slice.bytes);
    }
  }

  private release(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    for (const [index, request] of held.entries()) {
      // One of them may be what shows that the rest has to wait.
      if (this.held) (this.held as GuestRequest[]).push(...held.slice(index));
      if (this.held) return;
      this.deliver(request);
    }
    this.heldBytes = 0;
    if (!this.closed) this.reader.hold(false);
  }

  private hear(request: GuestRequest, bytes: number): void {
    if (!this.held || (this.known && isSign(request))) {
      this.deliver(request);
      return;
    }
    this.held.push(request);
    this.count(bytes);
  }

  /** So many bytes more are kept until it is listened to. */
  private count(bytes: number): void {
    this.heldBytes += bytes;
    if (this.heldBytes >= this.hub.limits.heldBytes) this.reader.hold(true);
  }

  private deliver(request: GuestRequest): void {
    if (this.closed) return;
    const received = request.type === 'received' ? request.seq : 0;
    // Nobody holds what it was not sent.
    if (received > this.cursor) {
      this.reader.mistake('bad-frame');
      return;
    }
    if (received > 0) this.hasKey = true;
    this.requests.fire(request);
  }

  private break(code: ByeCode): void {
    const error = new NetError('protocol', `a guest was disconnected: ${code}`);
    this.goodbye({ reason: 'lost', error }, encodeFrame({ type: 'bye', code }));
  }

  /** It is over for the room at once; the connection may take a while to close. */
  private goodbye(end: LinkEnd, last?: Buffer): void {
    void this.socket.close(last);
    this.end(end);
  }

  private end(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.closed = true;
    this.held = undefined;
    this.notices = [];
    this.requests.dispose();
    this.ends.fire(end);
    this.ends.dispose();
  }
}

/** What a member tells of itself, which asks nothing of the log. */
function isSign({ type }: GuestRequest): boolean {
  return type === 'received' || type === 'presence' || type === 'typing';
}

/**
 * The first lines for a guest who is let in: the room, the guest's own name, and who is there.
 * @param own what concerns this guest alone: `key` is how a newcomer comes back, `keep` the last entry that
 * the hub has as the guest holds it, for a guest who holds more
 */
function welcomeLines(
  { id, name, room, members, feed }: Seat,
  { key, keep }: { readonly key?: string | undefined; readonly keep?: number | undefined } = {},
): Buffer {
  const kind = toInviteKind(room.kind);
  const lines = [
    encodeFrame({
      type: 'welcome',
      version: protocolVersion,
      room: { name: room.name, kind, most: room.most },
      you: { id, name, ...(key !== undefined && { key }) },
      first: feed.first,
      last: feed.last,
      epoch: feed.epoch,
      ...(keep !== undefined && { keep }),
    }),
  ];
  for (let at = 0; at < members.length; at += peopleAtATime) {
    const people = members.slice(at, at + peopleAtATime);
    lines.push(encodeFrame({ type: 'people', members: people }));
  }
  return Buffer.concat(lines);
}
