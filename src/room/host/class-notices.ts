import type { OpenRequest, QueueChanges, Standing } from '../../protocol/class-frames';
import type { GuestLink, Notice } from '../../protocol/guest-link';
import { utf8Length } from '../../protocol/message-text';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { LineMessage } from '../log/private-lines';
import type { StoredClass } from '../log/stored-class';
import type { HelpRequest, QueueEvent } from '../queue/queue-events';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { HostStorage } from './host-storage';
import type { LogWriter } from './log-writer';

/** About how much of a line requests may fill in a `queue` frame, in bytes; one more still fits. */
const maxFrameBytes = 32 * 1024;
/** Maximum number of members in a `queue` frame. */
const maxChanges = 200;

export interface ClassNoticesDeps {
  readonly stored: StoredClass;
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: Pick<LogWriter, 'commit'>;
  readonly storage: Pick<HostStorage, 'onDidRecover'>;
  readonly clock: Clock;
  readonly isHelper: (member: string) => boolean;
  /** Called when the host's own view of the class changes. */
  readonly onChange: () => void;
}

/** How a member's request changed in this turn. */
type Change = 'put' | 'moved' | 'gone';

/**
 * Tells the members of a class what concerns them, at the end of the turn of the event loop in which it changed, and only
 * once it is on disk.
 *
 * 1. What others ask MUST go to helpers only. A student's connection gets its own request and its own line.
 * 2. Helpers get what changed, once, however often it did.
 */
export class ClassNotices implements Disposable {
  private readonly changes = new Map<string, Change>();
  private readonly ends = new Map<string, Standing['ended']>();
  /** Members who need to hear all that concerns them, and helpers who need the whole queue. */
  private readonly newcomers = new Set<string>();
  private readonly fresh = new Set<string>();
  private areRulesNew = false;
  private isOrderNew = false;
  /** Private messages, and answers. In order: a later state of a message must not come before an earlier one. */
  private readonly sends: (() => void)[] = [];
  /** What each member was told last of its own request, as JSON. */
  private readonly standings = new Map<string, string>();
  private timer: Disposable | undefined;

  constructor(private readonly deps: ClassNoticesDeps) {
    deps.storage.onDidRecover(() => this.schedule());
  }

  /** A member has a new connection. */
  connected(member: string): void {
    this.newcomers.add(member);
    this.fresh.add(member);
    this.standings.delete(member);
    this.schedule();
  }

  /** The rules have changed. @param member who has become a helper, or no longer is one */
  rulesChanged(member?: string): void {
    this.areRulesNew = true;
    this.isOrderNew = true;
    if (member !== undefined) this.fresh.add(member);
    this.schedule();
  }

  queueChanged(event: QueueEvent): void {
    switch (event.type) {
      case 'asked':
        this.changes.set(event.request.member, 'put');
        break;
      case 'moved':
        if (this.changes.get(event.member) !== 'put') this.changes.set(event.member, 'moved');
        break;
      case 'ended':
        this.changes.set(event.record.member, 'gone');
        this.ends.set(event.record.member, event.record.how);
        break;
    }
    this.schedule();
  }

  /** Passes a private message on. */
  tell(message: LineMessage): void {
    this.sends.push(() => this.pass(message));
    this.schedule();
  }

  reply(link: GuestLink, notice: Notice): void {
    this.sends.push(() => link.tell(notice));
    this.schedule();
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private schedule(): void {
    this.timer ??= this.deps.clock.after(0, () => this.flush());
  }

  private flush(): void {
    const { onChange, state, writer } = this.deps;
    this.timer = undefined;
    // It goes on when the disk works again.
    if (state.over || !writer.commit()) return;
    this.tellRules();
    this.tellHelpers();
    this.tellStandings();
    for (const send of this.sends.splice(0)) send();
    for (const set of [this.changes, this.ends, this.newcomers, this.fresh]) set.clear();
    this.isOrderNew = false;
    onChange();
  }

  private tellRules(): void {
    const { people, stored } = this.deps;
    const notice = { type: 'rules', ...stored.rules, anonymous: true } as const;
    if (this.areRulesNew) people.tellAll(notice);
    else for (const member of this.newcomers) people.get(member)?.link?.tell(notice);
    this.areRulesNew = false;
  }

  private tellHelpers(): void {
    const { isHelper, people, stored } = this.deps;
    const links = [...this.helperLinks].filter(({ id }) => !this.fresh.has(id));
    for (const frame of links.length > 0 ? this.changedQueue() : []) {
      for (const { link } of links) link.tell(frame);
    }
    for (const member of this.fresh) {
      const link = people.get(member)?.link;
      // Someone who is no longer a helper forgets the queue; a student never had one.
      const requests = isHelper(member) ? stored.queue.requests : [];
      if (!link || (!isHelper(member) && this.newcomers.has(member))) continue;
      for (const frame of framesOf(
        requests.map((request) => this.describe(request)),
        true,
      )) {
        link.tell(frame);
      }
    }
  }

  private get helperLinks(): Iterable<{ readonly id: string; readonly link: GuestLink }> {
    const { people, stored } = this.deps;
    return stored.rules.helpers.flatMap((id) => {
      const link = people.get(id)?.link;
      return link ? [{ id, link }] : [];
    });
  }

  private changedQueue(): readonly QueueChanges[] {
    const { queue } = this.deps.stored;
    const put: OpenRequest[] = [];
    const moved: NonNullable<QueueChanges['moved']>[number][] = [];
    const gone: string[] = [];
    for (const [member, change] of this.changes) {
      const request = queue.get(member);
      if (!request) gone.push(member);
      else if (change === 'moved') moved.push(stateOf(request));
      else put.push(this.describe(request));
    }
    return framesOf(put, false, moved, gone);
  }

  /** Tells students about their own requests: each that has changed, once. */
  private tellStandings(): void {
    const { people, stored } = this.deps;
    const { queue, rules } = stored;
    const isQueueNew = this.changes.size > 0 || this.isOrderNew || this.newcomers.size > 0;
    if (!isQueueNew) return;
    const time = this.deps.clock.now();
    let before = 0;
    for (const request of queue.requests) {
      this.stand(request.member, standingOf(request, before));
      if (request.state === 'waiting') before += 1;
    }
    for (const member of [...this.ends.keys(), ...this.newcomers]) {
      if (queue.get(member)) continue;
      const ended = this.ends.get(member);
      const wait = queue.cooling(member, rules, time);
      this.standings.delete(member);
      people.get(member)?.link?.tell({
        type: 'standing',
        ...(ended && { ended }),
        ...(wait > 0 && { wait }),
      });
    }
  }

  private stand(member: string, standing: Standing): void {
    const link = this.deps.people.get(member)?.link;
    const json = JSON.stringify(standing);
    if (!link || this.standings.get(member) === json) return;
    this.standings.set(member, json);
    link.tell(standing);
  }

  private pass(message: LineMessage): void {
    const { isHelper, people } = this.deps;
    const notice = { type: 'told', ...message } as const;
    if (!isHelper(message.student)) people.get(message.student)?.link?.tell(notice);
    for (const { link } of this.helperLinks) link.tell(notice);
  }

  private describe(request: HelpRequest): OpenRequest {
    return describeRequest(request, this.deps);
  }
}

/** A request as helpers see it. */
export function describeRequest(
  { asked, helper, id, member, question, state }: HelpRequest,
  { people, stored }: Pick<ClassNoticesDeps, 'people' | 'stored'>,
): OpenRequest {
  const helped = stored.queue.helpedAt(member);
  return {
    ...{ member, name: people.get(member)?.name ?? '', id, ...question, asked, state },
    ...(helper !== undefined && { helper }),
    ...(helped !== undefined && { helped }),
  };
}

function stateOf({ helper, member, state }: HelpRequest) {
  return { member, state, ...(helper !== undefined && { helper }) };
}

function standingOf({ helper, id, state }: HelpRequest, before: number): Standing {
  return {
    ...{ type: 'standing', request: id, state },
    ...(helper === undefined ? { before } : { helper }),
  };
}

/** Splits changes into frames that fit a line. @param all whether they are the whole queue */
function framesOf(
  put: readonly OpenRequest[],
  all: boolean,
  moved: NonNullable<QueueChanges['moved']> = [],
  gone: readonly string[] = [],
): readonly QueueChanges[] {
  const frames: QueueChanges[] = all ? [{ type: 'queue', all: true }] : [];
  let part: OpenRequest[] = [];
  let bytes = 0;
  for (const request of put) {
    part.push(request);
    bytes += utf8Length(JSON.stringify(request));
    if (bytes < maxFrameBytes && part.length < maxChanges) continue;
    frames.push({ type: 'queue', put: part });
    part = [];
    bytes = 0;
  }
  if (part.length > 0) frames.push({ type: 'queue', put: part });
  for (let at = 0; at < Math.max(moved.length, gone.length); at += maxChanges) {
    const some = moved.slice(at, at + maxChanges);
    const others = gone.slice(at, at + maxChanges);
    frames.push({
      type: 'queue',
      ...(some.length > 0 && { moved: some }),
      ...(others.length > 0 && { gone: others }),
    });
  }
  return frames;
}
