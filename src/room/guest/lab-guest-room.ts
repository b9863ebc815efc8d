import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import type { NetError } from '../../protocol/net-error';
import { leaveCommand } from '../../protocol/room-text';
import type { EmptyFrame, LabFrame, LabLink, LabText, LinkEnd } from '../../protocol/transport';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { MessageEntry, RoomEvent } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import {
  type Connection,
  displayText,
  type Member,
  type Room,
  type RoomInfo,
  SayError,
  selfId,
} from '../room';

/** Names remembered at a time, twice what a full hub has: a stream can invent names without end. */
const maxNames = 1000;

/**
 * A room somebody else hosts, as far as its stream tells: members become known by the notices and
 * prefixes that name them. Connected and not let in yet, or connected to a p2p host that has not
 * spoken, look the same from here: both are `waiting`.
 */
export class LabGuestRoom implements Room {
  private state: Connection = { kind: 'waiting' };
  private self: Member;
  private readonly others = new BoundedMap<string, Member>(maxNames);
  /** The members as a list, until it has to be made anew. */
  private list: readonly Member[] | undefined;
  /** Whether the members are others than were told last, or show otherwise. */
  private untold = false;
  /** The flood line of each hub client that vanished, by its name. */
  private readonly floods = new BoundedMap<string, { readonly id: string; count: number }>(
    maxNames,
  );
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;
  /** The entry of the latest message heard: it may still grow. */
  private latest: string | undefined;
  private readonly since: number;
  private leaving = false;

  constructor(
    private readonly link: LabLink,
    private readonly endpoint: Endpoint,
    private readonly log: RoomLog,
    private readonly clock: Clock,
  ) {
    this.since = clock.now();
    this.self = { id: selfId, name: link.localName, self: true, host: false };
    link.onFrame((frame) => this.receive(frame));
    link.onEnd((end) => this.finish(end));
    this.note({ type: 'connected', address: endpoint.host, port: endpoint.port });
  }

  get info(): RoomInfo {
    const { host: address, port } = this.endpoint;
    return { kind: this.link.kind, name: formatEndpoint(this.endpoint), address, port };
  }

  get text(): LabText {
    return this.link.text;
  }

  get connection(): Connection {
    return this.state;
  }

  get members(): readonly Member[] {
    this.list ??= this.state.kind === 'joined' ? [this.self, ...this.others.values()] : nobody;
    return this.list;
  }

  /** Only the host knows who waits. */
  get waiting(): readonly { readonly name: string }[] {
    return [];
  }

  say(text: string): void {
    if (leaveCommand.test(text)) throw new SayError('leave-word');
    const id = this.record(this.self, displayText(text), 'queued');
    this.link.say(text).then(
      () => this.log.amend(id, (entry) => withoutDelivery(entry as MessageEntry)),
      // It stays marked as queued: the person sees that it did not go out.
      () => {},
    );
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.link.leave();
  }

  /** A lab room cannot be come back into as the one who left it. */
  suspend(): Promise<void> {
    return this.leave();
  }

  private receive(frame: LabFrame): void {
    switch (frame.type) {
      case 'joined':
        this.welcome(frame.name);
        break;
      case 'left':
        this.forget(frame.name);
        this.note({ type: 'left', name: frame.name, self: false });
        break;
      case 'message':
        this.latest = this.record(this.author(frame.name), displayText(frame.text));
        break;
      case 'amended':
        this.amendLatest(displayText(frame.text));
        break;
      case 'empty':
        this.countFlood(frame);
        break;
    }
    // Whoever hears anything is in the room.
    if (this.state.kind === 'waiting') {
      this.state = { kind: 'joined' };
      this.touch();
    }
    if (!this.untold) return;
    this.untold = false;
    this.changes.fire();
  }

  private welcome(name: string): void {
    // Who is let in hears that first of all, under the name its hub sees: behind a router that
    // translates addresses it is not the one known here.
    const self = name === this.self.name || this.state.kind === 'waiting';
    if (self) this.rename(name);
    else this.author(name);
    const waited = self && this.clock.now() - this.since > promptly;
    this.note({ type: waited ? 'let-in' : 'joined', name, self });
  }

  private author(name: string): Member {
    const known = this.others.get(name);
    if (known) return known;
    const member: Member = { id: name, name, self: false, host: this.link.isHost(name) };
    this.others.set(name, member);
    this.touch();
    return member;
  }

  private rename(name: string): void {
    this.self = { ...this.self, name };
    this.touch();
  }

  private forget(name: string): void {
    if (this.others.delete(name)) this.touch();
  }

  private touch(): void {
    this.list = undefined;
    this.untold = true;
  }

  private amendLatest(text: string): void {
    if (!this.latest) return;
    this.log.amend(this.latest, (entry) => ({ ...(entry as MessageEntry), text }));
  }

  private countFlood({ name, count }: EmptyFrame): void {
    const flood = this.floods.get(name);
    if (flood) {
      flood.count += count;
      const event: RoomEvent = { type: 'empty', name, count: flood.count };
      this.log.amend(flood.id, (entry) => (entry.kind === 'system' ? { ...entry, event } : entry));
    } else {
      this.floods.set(name, { id: this.note({ type: 'empty', name, count }), count });
    }
  }

  private finish(end: LinkEnd): void {
    const lost = end.reason === 'lost' ? end.error : undefined;
    if (this.leaving) this.note({ type: 'closed', why: 'left' });
    else this.note({ type: 'closed', why: lost ? 'lost' : 'host' });
    this.ends.fire(this.leaving ? undefined : lost);
  }

  private record(author: Member, text: string, delivery?: 'queued'): string {
    return this.log.add({
      kind: 'message',
      time: this.clock.now(),
      author: author.id,
      authorName: author.name,
      own: author.self,
      text,
      ...(delivery && { delivery }),
    });
  }

  private note(event: RoomEvent): string {
    return this.log.add({ kind: 'system', time: this.clock.now(), event });
  }
}

const nobody: readonly Member[] = [];

/** A place that comes within this time, in ms, was free: nobody had to wait for it. */
const promptly = 1000;

function withoutDelivery({ delivery: _, ...entry }: MessageEntry): MessageEntry {
  return entry;
}
