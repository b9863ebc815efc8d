import type {
  CloseReason,
  GuestLink,
  GuestRequest,
  Notice,
  Seat,
} from '../../src/protocol/guest-link';
import type { LabFrame } from '../../src/protocol/lab-link';
import { type LinkEnd, NetError, type NetErrorCode } from '../../src/protocol/net-error';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { NewRequest } from '../../src/room/log/journal';
import { Emitter } from '../../src/util/event';

/** How a fake guest appears to its room. */
export interface FakeGuestOptions {
  /** The member whose key it has presented. */
  readonly member?: string | undefined;
  /** Whether it joined by invite. */
  readonly canReturn?: boolean;
  /** Number of the last entry it holds. */
  readonly last?: number;
  /** Called when it is admitted, before it receives anything; returns false if it can't be admitted. */
  readonly onAdmit?: (seat: Seat) => boolean;
}

/** Requests that a stopped room still handles. */
const statusTypes: ReadonlySet<GuestRequest['type']> = new Set([
  'received',
  'held',
  'presence',
  'typing',
  'nudge',
  'offer',
]);

/** A guest's connection without a socket. */
export class FakeGuest implements GuestLink {
  private readonly requests = new Emitter<GuestRequest>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onRequest = this.requests.event;
  readonly onEnd = this.ends.event;
  readonly member?: string;
  readonly canReturn: boolean;
  /** What a lab guest receives. */
  readonly heard: LabFrame[] = [];
  /** What a guest by invite receives: its part of the log. */
  readonly entries: RoomEntry[] = [];
  readonly notices: Notice[] = [];
  /** The positions in line that it was told. */
  readonly places: number[] = [];
  /** The same, with why the host decides: `1 not-listed`. */
  readonly asked: string[] = [];
  seat: Seat | undefined;
  farewell: CloseReason | undefined;
  closed = false;
  private held: GuestRequest[] | undefined = [];
  private listened = false;
  private requestCount = 0;
  private cursor: number;

  constructor(
    readonly name: string,
    private readonly options: FakeGuestOptions = {},
  ) {
    if (options.member !== undefined) this.member = options.member;
    this.canReturn = options.canReturn ?? false;
    this.cursor = options.last ?? 0;
  }

  get admitted(): boolean {
    return this.seat !== undefined;
  }

  /** Its member id, once it is admitted. */
  get id(): string {
    return this.seat?.id ?? '';
  }

  wait(position: number, approval?: string): void {
    this.places.push(position);
    this.asked.push(approval === undefined ? `${position}` : `${position} ${approval}`);
  }

  admit(seat: Seat): boolean {
    if (this.options.onAdmit?.(seat) === false) return false;
    this.seat = seat;
    if (this.canReturn) this.pull();
    return true;
  }

  /** Reads the entries it doesn't have yet. */
  pull(): void {
    const { feed } = this.closed ? {} : (this.seat ?? {});
    for (
      let run = feed?.read(this.cursor, feed.last);
      run;
      run = feed?.read(this.cursor, feed.last)
    ) {
      for (const line of run.bytes.toString().trimEnd().split('\n')) {
        this.entries.push(JSON.parse(line) as RoomEntry);
      }
      this.cursor = run.last;
    }
  }

  listen(to: 'all' | 'status' = 'all'): void {
    this.listened = true;
    if (to === 'status') this.held ??= [];
    else {
      const held = this.held ?? [];
      this.held = undefined;
      for (const request of held) this.ask(request);
    }
  }

  tell(notice: Notice): void {
    this.notices.push(notice);
  }

  /** Sends a message; by invite, returns its request id. */
  say(text: string): string {
    if (!this.canReturn) this.ask({ type: 'say', text });
    else return this.request({ type: 'say', text });
    return '';
  }

  /** Sends a request under a new id, which it returns. */
  request(request: NewRequest): string {
    this.requestCount += 1;
    const id = `r${this.requestCount}`;
    this.ask({ ...request, id } as GuestRequest);
    return id;
  }

  ask(request: GuestRequest): void {
    if (this.closed) return;
    const isSign = statusTypes.has(request.type);
    if (this.held && !(this.listened && isSign)) this.held.push(request);
    else this.requests.fire(request);
  }

  /** Ends the connection; by default because the guest leaves. */
  end(end: LinkEnd = { reason: 'closed' }): void {
    if (this.closed) return;
    this.closed = true;
    this.ends.fire(end);
  }

  /** Breaks the connection. */
  lose(code: NetErrorCode = 'connection-lost'): void {
    this.end({ reason: 'lost', error: new NetError(code, code) });
  }

  close(farewell?: CloseReason): void {
    if (!this.closed) this.farewell = farewell;
    this.end({ reason: 'local' });
  }
}
