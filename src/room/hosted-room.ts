import type { NetError } from '../net/net-error';
import type { GuestLink, LinkEnd, RoomServer } from '../net/transport';
import type { Clock } from '../util/clock';
import { Emitter } from '../util/event';
import type { RoomEvent } from './log-entry';
import { displayText, type Room, selfId } from './room';
import type { RoomLog } from './room-log';
import type { Connection, Member, RoomInfo } from './session-state';

export interface HostedRoomOptions {
  readonly info: RoomInfo;
  /** Guests let in at a time. */
  readonly maxClients: number;
  /** Guests that may wait for a place; further ones are turned away. */
  readonly waitingLine: number;
}

/**
 * A room this window hosts: who is in, who waits, what was said. Guests beyond `maxClients` wait in
 * order of arrival and are let in by themselves; a p2p room has two people and ends with its guest.
 */
export class HostedRoom implements Room {
  readonly connection: Connection = { kind: 'hosting' };
  readonly info: RoomInfo;
  private readonly host: Member;
  private readonly seats = new Map<GuestLink, Member>();
  private readonly line = new Set<GuestLink>();
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;
  private lastSeq = 0;
  private over = false;

  constructor(
    private readonly server: RoomServer,
    private readonly options: HostedRoomOptions,
    private readonly log: RoomLog,
    private readonly clock: Clock,
  ) {
    this.info = options.info;
    this.host = { id: selfId, name: server.hostName, self: true, host: true };
    server.onGuest((guest) => this.receive(guest));
    this.note({ type: 'opened', address: server.address, port: server.port });
  }

  get members(): readonly Member[] {
    return [this.host, ...this.seats.values()];
  }

  get waiting(): readonly { readonly name: string }[] {
    return Array.from(this.line, ({ name }) => ({ name }));
  }

  say(text: string): void {
    this.record(this.host, text);
    this.server.publish({ type: 'message', name: this.host.name, text });
  }

  async leave(): Promise<void> {
    await this.end();
  }

  private receive(guest: GuestLink): void {
    guest.onEnd((end) => this.lose(guest, end));
    guest.onMessage((text) => this.hear(guest, text));
    if (this.seats.size < this.options.maxClients) this.seat(guest, 'joined');
    else if (this.line.size < this.options.waitingLine) this.line.add(guest);
    else guest.close();
    this.changes.fire();
  }

  private seat(guest: GuestLink, how: 'joined' | 'let-in'): void {
    const { name } = guest;
    this.seats.set(guest, { id: name, name, self: false, host: false });
    guest.admit();
    this.note({ type: how, name, self: false });
    this.server.publish({ type: 'joined', name });
    guest.listen();
  }

  private hear(guest: GuestLink, text: string): void {
    const author = this.seats.get(guest);
    if (!author) return;
    this.record(author, text);
    this.server.publish({ type: 'message', name: author.name, text }, guest);
  }

  private lose(guest: GuestLink, end: LinkEnd): void {
    this.line.delete(guest);
    if (this.seats.delete(guest) && !this.over) {
      this.note(farewell(guest.name, end));
      this.server.publish({ type: 'left', name: guest.name });
      if (this.info.kind === 'lab-p2p') {
        void this.end();
        return;
      }
      this.fillSeats();
    }
    if (!this.over) this.changes.fire();
  }

  /** Bounded by the line: each round takes one out of it. */
  private fillSeats(): void {
    for (const guest of this.line) {
      if (this.seats.size >= this.options.maxClients) return;
      this.line.delete(guest);
      this.seat(guest, 'let-in');
    }
  }

  private async end(): Promise<void> {
    if (!this.over) {
      this.over = true;
      this.note({ type: 'closed', why: 'left' });
      this.ends.fire(undefined);
    }
    await this.server.close();
  }

  private record(author: Member, text: string): void {
    this.lastSeq += 1;
    this.log.add({
      kind: 'message',
      seq: this.lastSeq,
      time: this.clock.now(),
      author: author.id,
      authorName: author.name,
      own: author.self,
      text: displayText(text),
    });
  }

  private note(event: RoomEvent): void {
    this.lastSeq += 1;
    const time = this.clock.now();
    this.log.add({ kind: 'system', seq: this.lastSeq, time, event });
  }
}

function farewell(name: string, end: LinkEnd): RoomEvent {
  if (end.reason !== 'lost') return { type: 'left', name, self: false };
  return { type: end.error.code === 'too-slow' ? 'too-slow' : 'vanished', name };
}
