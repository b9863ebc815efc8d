import { NetError, type NetErrorCode } from '../../src/protocol/net-error';
import type {
  Farewell,
  GuestLink,
  GuestRequest,
  LabFrame,
  LinkEnd,
  Notice,
  RoomEntry,
  Seat,
} from '../../src/protocol/transport';
import type { NewRequest } from '../../src/room/log/journal';
import { Emitter } from '../../src/util/event';

/** What a fake guest is to its room. */
export interface FakeGuestOptions {
  /** The member it has proved to be. */
  readonly member?: string | undefined;
  /** Whether it came by invite. */
  readonly canReturn?: boolean;
  /** Number of the last entry it holds. */
  readonly last?: number;
  /** Called when it is let in, before it hears anything; false when it cannot be. */
  readonly onAdmit?: (seat: Seat) => boolean;
}

/** A guest's connection without a socket. */
export class FakeGuest implements GuestLink {
  private readonly requests = new Emitter<GuestRequest>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onRequest = this.requests.event;
  readonly onEnd = this.ends.event;
  readonly member?: string;
  readonly canReturn: boolean;
  /** What a lab guest hears. */
  readonly heard: LabFrame[] = [];
  /** What a guest by invite hears: its part of the log. */
  readonly entries: RoomEntry[] = [];
  readonly notices: Notice[] = [];
  /** The places in line it was told. */
  readonly places: number[] = [];
  seat: Seat | undefined;
  farewell: Farewell | undefined;
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

  /** Its member id, once it is let in. */
  get id(): string {
    return this.seat?.id ?? '';
  }

  wait(position: number): void {
    this.places.push(position);
  }

  admit(seat: Seat): boolean {
    if (this.options.onAdmit?.(seat) === false) return false;
    this.seat = seat;
    if (this.canReturn) this.pull();
    return true;
  }

  /** Reads what it does not hold of the log. */
  pull(): void {
    const entries = this.closed ? [] : (this.seat?.feed.read(this.cursor, 1000) ?? []);
    this.entries.push(...entries);
    this.cursor = this.entries.at(-1)?.seq ?? this.cursor;
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

  /** Says something, by invite under an id that is returned. */
  say(text: string): string {
    if (!this.canReturn) this.ask({ type: 'say', text });
    else return this.request({ type: 'say', text });
    return '';
  }

  /** Asks for something under an id of its own, which is returned. */
  request(request: NewRequest): string {
    this.requestCount += 1;
    const id = `r${this.requestCount}`;
    this.ask({ ...request, id } as GuestRequest);
    return id;
  }

  ask(request: GuestRequest): void {
    if (this.closed) return;
    const isSign = ['received', 'presence', 'typing'].includes(request.type);
    if (this.held && !(this.listened && isSign)) this.held.push(request);
    else this.requests.fire(request);
  }

  /** The connection ends; by default because the guest leaves. */
  end(end: LinkEnd = { reason: 'closed' }): void {
    if (this.closed) return;
    this.closed = true;
    this.ends.fire(end);
  }

  /** The connection breaks. */
  lose(code: NetErrorCode = 'connection-lost'): void {
    this.end({ reason: 'lost', error: new NetError(code, code) });
  }

  close(farewell?: Farewell): void {
    if (!this.closed) this.farewell = farewell;
    this.end({ reason: 'local' });
  }
}
