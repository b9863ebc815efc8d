import type { RecordArrival } from '../../protocol/arrival';
import { encodeFrame } from '../../protocol/codec';
import { protocolVersion } from '../../protocol/frames';
import type { CloseReason, GuestLink, GuestRequest, Notice, Seat } from '../../protocol/guest-link';
import type { LogPosition } from '../../protocol/log-feed';
import { type ByeCode, type LinkEnd, NetError, type RefusalCode } from '../../protocol/net-error';
import { toInviteKind } from '../../protocol/room-kinds';
import type { ApprovalReason } from '../../protocol/roster-names';
import { Emitter, type Event } from '../../util/event';
import type { Claim } from './access-control';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';
import type { LogSlices } from './log-slices';
import type { PeopleLines } from './people-lines';
import { RequestReader, type RequestSink } from './request-reader';

/** What a guest needs from its hub. */
export interface GuestHub extends FrameSocketOptions {
  readonly slices: LogSlices;
  readonly people: PeopleLines;
  /** Issues a newcomer's key; undefined if it can't be stored. */
  issueKey(seat: Seat): string | undefined;
  /** Admits the guest: it gets what is published from now on. */
  seat(guest: HubGuest, seat: Seat): void;
  /** Calls `HubGuest.flush` at the end of this event loop turn, after published entries are on disk. */
  flushSoon(guest: HubGuest): void;
  /** Calls it a little later, or when entries are sent: for what isn't urgent. */
  flushLater(guest: HubGuest): void;
  /** Flushes all guests now. */
  flush(): void;
}

/** With more queued than this, in bytes, the log waits until the guest catches up. */
const maxQueued = 128 * 1024;

/**
 * An authenticated guest. It pulls the log from its position as fast as the member reads it, so that a
 * guest that is far behind costs the hub no more memory than any other.
 */
export class HubGuest implements GuestLink, RequestSink {
  readonly name: string;
  readonly member?: string;
  private readonly requests = new Emitter<GuestRequest>();
  private readonly ends = new Emitter<LinkEnd>();
  private readonly reader: RequestReader;
  /** Requests that wait for `listen()`. */
  private held: GuestRequest[] | undefined = [];
  /** Whether `listen()` was called before. */
  private hasListened = false;
  private heldBytes = 0;
  /** What it claims to hold; checked against the log on admission. */
  private readonly position: LogPosition;
  /** Number of the last entry that it was sent, or that it shares with the hub. */
  private cursor = 0;
  /** Number of the last entry that its claim proves it holds. */
  private proven = 0;
  private admitted = false;
  /** Whether it has shown that it got its key: it can only receive entries after its welcome. */
  private hasKey: boolean;
  /** The member's key, to be sent to a member that came with another one first. */
  private readonly otherKey: string | undefined;
  /** Its first lines, until they are sent. */
  private welcome: readonly Buffer[] | undefined;
  /** Who is typing: sent before entries, because whoever typed may have sent the message in the meantime. */
  private readonly typing: Buffer[] = [];
  /** All other notices: sent after the entries that they may be about. */
  private readonly notices: Buffer[] = [];
  /** Closing: ignores requests while the last frames are sent. */
  private closed = false;
  private ended = false;

  constructor(
    private readonly socket: FrameSocket,
    claim: Claim,
    private readonly hub: GuestHub,
    private readonly recordArrival: RecordArrival,
  ) {
    this.name = claim.name;
    if (claim.name !== '') socket.tap.peer = claim.name;
    if (claim.type === 'resume') this.member = claim.member;
    this.hasKey = claim.type === 'resume';
    this.otherKey = claim.type === 'resume' ? claim.key : undefined;
    this.position = claim.type === 'resume' ? claim.position : { last: 0 };
    this.reader = new RequestReader(socket, hub, this);
    socket.onDrain(() => this.pull());
    socket.onEnd((end) => this.end(end));
  }

  get onRequest(): Event<GuestRequest> {
    return this.requests.event;
  }

  get onEnd(): Event<LinkEnd> {
    return this.ends.event;
  }

  get canReturn(): boolean {
    return this.hasKey;
  }

  wait(position: number, approval?: ApprovalReason): void {
    if (this.admitted) return;
    this.recordArrival('waits');
    this.socket.write(encodeFrame({ type: 'waiting', position, ...(approval && { approval }) }));
  }

  admit(seat: Seat): boolean {
    if (this.closed || this.admitted) return true;
    const key = seat.id === this.member ? this.otherKey : this.hub.issueKey(seat);
    if (key === undefined && seat.id !== this.member) return false;
    this.admitted = true;
    this.recordArrival('joined');
    this.socket.tap.peer = seat.name;
    const { position } = this;
    const { feed } = seat;
    // Entries that it holds beyond that are from a log that this hub has lost.
    this.cursor = feed.agreed(position);
    // Without an epoch, its entries since the room was opened may differ from ours.
    this.proven = position.epoch ? this.cursor : Math.min(this.cursor, feed.opened);
    const keep = this.cursor < position.last ? this.cursor : undefined;
    this.welcome = [welcomeLine(seat, { key, keep }), ...this.hub.people.of(seat.members)];
    this.hub.seat(this, seat);
    return true;
  }

  listen(to: 'all' | 'status' = 'all'): void {
    if (!this.hasListened) {
      this.hasListened = true;
      // A returning member's claim says what it has received.
      if (this.proven > 0) this.deliver({ type: 'received', seq: this.proven });
    }
    if (to === 'status') this.held ??= [];
    else this.release();
  }

  tell(notice: Notice): void {
    if (this.closed) return;
    const bytes = encodeFrame(notice);
    (notice.type === 'typing' ? this.typing : this.notices).push(bytes);
    // For a guest in line, replies count towards the same limit as its requests.
    if (this.held && !this.hasListened) this.count(bytes.length);
    if (notice.type === 'presence' || notice.type === 'typing') this.hub.flushLater(this);
    else this.hub.flushSoon(this);
  }

  close(farewell: CloseReason = { code: 'room-closed' }): void {
    if (this.closed) return;
    this.closed = true;
    this.recordArrival('refused', farewell.code);
    // The `bye` comes after everything published before it.
    this.hub.flush();
    void this.socket.close(encodeFrame({ type: 'bye', ...farewell }));
  }

  /** Sends the welcome, log entries and notices that are due; published entries are on disk. */
  flush(): void {
    if (!this.admitted) return;
    const { socket, welcome } = this;
    const isOne = !welcome && this.typing.length === 0 && this.notices.length === 0;
    // Several parts are one write, because a write costs more than all that leads to it.
    if (!isOne) socket.cork();
    if (welcome) socket.writeTogether(welcome);
    this.welcome = undefined;
    this.writeAll(this.typing);
    this.pull();
    this.writeAll(this.notices);
    if (!isOne) socket.uncork();
  }

  private writeAll(notices: Buffer[]): void {
    const [first] = notices;
    if (first) this.socket.write(notices.length === 1 ? first : Buffer.concat(notices));
    notices.length = 0;
  }

  /** Sends missing log entries until enough is queued. */
  private pull(): void {
    if (!this.admitted || this.welcome) return;
    while (!this.ended && this.socket.queuedBytes < maxQueued) {
      const slice = this.hub.slices.after(this.cursor);
      if (!slice) return;
      this.cursor = slice.last;
      this.socket.writeTogether(slice.parts);
    }
  }

  private release(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    for (const [index, request] of held.entries()) {
      // Handling a request may make the rest wait again.
      if (this.held) (this.held as GuestRequest[]).push(...held.slice(index));
      if (this.held) return;
      this.deliver(request);
    }
    this.heldBytes = 0;
    if (!this.closed) this.reader.hold(false);
  }

  /** For its reader only, as what follows. */
  request(request: GuestRequest, bytes: number): void {
    if (!this.held || (this.hasListened && unlogged.has(request.type))) {
      this.deliver(request);
      return;
    }
    this.held.push(request);
    this.count(bytes);
  }

  refuse(code: RefusalCode, id?: string): void {
    this.tell({ type: 'refused', code, ...(id !== undefined && { id }) });
  }

  left(): void {
    this.finish({ reason: 'closed' });
  }

  broken(code: ByeCode): void {
    const error = new NetError('protocol', `disconnected a guest: ${code}`);
    this.finish({ reason: 'lost', error }, encodeFrame({ type: 'bye', code }));
  }

  /** Counts bytes that wait for `listen()`. */
  private count(bytes: number): void {
    this.heldBytes += bytes;
    if (this.heldBytes >= this.hub.limits.heldBytes) this.reader.hold(true);
  }

  private deliver(request: GuestRequest): void {
    if (this.closed) return;
    const isReceipt = request.type === 'received' || request.type === 'held';
    // A guest can't have received what wasn't sent.
    if (isReceipt && request.seq > this.cursor) {
      this.reader.mistake('bad-frame');
      return;
    }
    if (isReceipt) this.hasKey = true;
    this.requests.fire(request);
  }

  /** Ends the guest for the room at once; the connection may take a while to close. */
  private finish(end: LinkEnd, last?: Buffer): void {
    void this.socket.close(last);
    this.end(end);
  }

  private end(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.closed = true;
    this.held = undefined;
    this.typing.length = 0;
    this.notices.length = 0;
    this.requests.dispose();
    this.ends.fire(end);
    this.ends.dispose();
  }
}

/** Requests that don't add to the log. */
const unlogged: ReadonlySet<GuestRequest['type']> = new Set([
  'received',
  'held',
  'presence',
  'typing',
  'nudge',
  'offer',
]);

/**
 * The first line for an admitted guest: the room and the guest's own name.
 * @param own fields for this guest only: `key` lets a newcomer come back; `keep` is the last entry that it
 * shares with the hub, for a guest that holds more
 */
function welcomeLine(
  { id, name, room, feed, files }: Seat,
  { key, keep }: { readonly key?: string | undefined; readonly keep?: number | undefined },
): Buffer {
  return encodeFrame({
    type: 'welcome',
    version: protocolVersion,
    room: { name: room.name, kind: toInviteKind(room.kind), most: room.most },
    you: { id, name, ...(key !== undefined && { key }) },
    first: feed.first,
    last: feed.last,
    epoch: feed.epoch,
    ...(keep !== undefined && { keep }),
    ...(files && { files: { file: files.fileBytes, room: files.roomBytes } }),
  });
}
