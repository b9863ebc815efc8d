import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import type {
  DatagramCounts,
  EmptyFrame,
  LabEncoding,
  LabFrame,
  LabLink,
} from '../../protocol/lab-link';
import { leaveCommand } from '../../protocol/message-text';
import type { LinkEnd, NetError } from '../../protocol/net-error';
import { type Transit, unusualOnly } from '../../protocol/transit';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { RunOnceScheduler } from '../../util/run-once-scheduler';
import type { MessageEntry, RoomEvent } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import { MessageError } from '../message-error';
import {
  type Connection,
  displayText,
  lossesMs,
  type Member,
  type Room,
  type RoomInfo,
  selfId,
} from '../room';

/** Maximum number of names remembered, twice as many as a full hub has: a stream can invent any number of names. */
const maxNames = 1000;

/** A guest admitted within this time, in ms, didn't have to wait for a seat. */
const promptMs = 1000;

const noMembers: readonly Member[] = [];

/**
 * A lab room that someone else hosts, as far as its stream shows: only notices and message prefixes name
 * members. A guest that isn't admitted yet looks the same as one whose p2p host hasn't sent anything: both
 * are `waiting`.
 */
export class LabGuestRoom implements Room {
  private state: Connection = { kind: 'waiting' };
  private self: Member;
  private readonly others = new BoundedMap<string, Member>(maxNames);
  /** The cached list of members; undefined after a change. */
  private list: readonly Member[] | undefined;
  /** Whether the members have changed since `onDidChange` last fired. */
  private changed = false;
  /** The log entry that counts the empty lines of each hub client that vanished, by name. */
  private readonly floods = new BoundedMap<string, { readonly id: string; count: number }>(
    maxNames,
  );
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;
  /** The id of the latest received message's entry: the message may still grow. */
  private latest: string | undefined;
  private readonly since: number;
  private losses: DatagramCounts | undefined;
  private readonly lossesSoon: RunOnceScheduler;
  private leaving = false;

  constructor(
    private readonly link: LabLink,
    private readonly endpoint: LabEndpoint,
    private readonly log: RoomLog,
    private readonly clock: Clock,
  ) {
    this.since = clock.now();
    this.self = { id: selfId, name: link.localName, self: true, host: false };
    link.onFrame((frame) => this.receive(frame));
    link.onEnd((end) => this.finish(end));
    this.lossesSoon = new RunOnceScheduler(clock, lossesMs, () => this.changes.fire());
    link.onCounts?.((counts) => {
      this.losses = counts;
      this.lossesSoon.schedule();
    });
    const { host: address, port, wire } = endpoint;
    this.addEvent({ type: 'connected', address, port, ...(wire && { wire }) });
  }

  get info(): RoomInfo {
    const { host: address, port } = this.endpoint;
    const { kind, bare } = this.link;
    const name = formatLabEndpoint(this.endpoint);
    const { losses } = this;
    return { kind, name, address, port, ...(bare && { bare }), ...(losses && { losses }) };
  }

  get text(): LabEncoding | undefined {
    return this.link.text;
  }

  get connection(): Connection {
    return this.state;
  }

  get members(): readonly Member[] {
    this.list ??= this.state.kind === 'joined' ? [this.self, ...this.others.values()] : noMembers;
    return this.list;
  }

  /** Always empty, because only the host knows the waiting line. */
  get waiting(): readonly { readonly name: string }[] {
    return [];
  }

  /** Sends a message. @throws {MessageError} `leave-word` when the text is the lab's command to leave */
  say(text: string): void {
    if (leaveCommand.test(text)) throw new MessageError('leave-word');
    const id = this.record(this.self, displayText(text), { delivery: 'queued' });
    this.link.say(text).then(
      (transit) => this.log.amend(id, (entry) => delivered(entry as MessageEntry, transit)),
      // The message stays marked as queued, which shows the user that it wasn't sent.
      () => {},
    );
  }

  async leave(): Promise<void> {
    this.leaving = true;
    await this.link.leave();
  }

  /** Leaves, because a lab room can't be rejoined as the same member. */
  suspend(): Promise<void> {
    return this.leave();
  }

  private receive(frame: LabFrame): void {
    if (frame.type === 'in-line') {
      const { position } = frame;
      this.state = { kind: 'waiting', ...(position !== undefined && { position }) };
      this.changes.fire();
      return;
    }
    switch (frame.type) {
      case 'joined':
        this.handleJoined(frame.name);
        break;
      case 'left':
        this.forget(frame.name);
        this.addEvent({ type: 'left', name: frame.name, self: false });
        break;
      case 'message':
        this.latest = this.record(this.author(frame.name), displayText(frame.text), {
          ...(frame.transit && { transit: { received: frame.transit } }),
        });
        break;
      case 'amended':
        this.amendLatest(displayText(frame.text));
        break;
      case 'empty':
        this.countFlood(frame);
        break;
    }
    // A guest receives frames only once it is in the room.
    if (this.state.kind === 'waiting') {
      this.state = { kind: 'joined' };
      this.touch();
    }
    if (!this.changed) return;
    this.changed = false;
    this.changes.fire();
  }

  private handleJoined(name: string): void {
    // The first frame announces this guest, under the name that the hub sees. Behind a router that
    // translates addresses, that name differs from the local one.
    const self = name === this.self.name || this.state.kind === 'waiting';
    if (self) this.rename(name);
    else this.author(name);
    const waited = self && this.clock.now() - this.since > promptMs;
    this.addEvent({ type: waited ? 'let-in' : 'joined', name, self });
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
    this.changed = true;
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
      this.floods.set(name, { id: this.addEvent({ type: 'empty', name, count }), count });
    }
  }

  private finish(end: LinkEnd): void {
    this.lossesSoon.dispose();
    const lost = end.reason === 'lost' ? end.error : undefined;
    if (this.leaving) this.addEvent({ type: 'closed', why: 'left' });
    else this.addEvent({ type: 'closed', why: lost ? 'lost' : 'host' });
    this.ends.fire(this.leaving ? undefined : lost);
  }

  private record(
    author: Member,
    text: string,
    more: Pick<MessageEntry, 'delivery' | 'transit'>,
  ): string {
    return this.log.add({
      kind: 'message',
      time: this.clock.now(),
      author: author.id,
      authorName: author.name,
      own: author.self,
      text,
      ...more,
    });
  }

  private addEvent(event: RoomEvent): string {
    return this.log.add({ kind: 'system', time: this.clock.now(), event });
  }
}

/** A message that the host has, or that the network has. */
function delivered({ delivery: _, ...entry }: MessageEntry, transit: Transit): MessageEntry {
  const sent = unusualOnly(transit);
  return { ...entry, ...(sent && { transit: { sent } }) };
}
