import type { AccessChange, StoreAccess } from '../../protocol/access';
import type { Vacancy } from '../../protocol/arrival';
import type { GuestLink, Seat } from '../../protocol/guest-link';
import { isForTwo, traitsOf } from '../../protocol/room-kinds';
import type { ApprovalReason } from '../../protocol/roster-names';
import type { Clock } from '../../util/clock';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostRoster } from './host-roster';
import type { HostState } from './host-state';
import type { HostStorage } from './host-storage';
import type { HostWeather } from './host-weather';
import type { LogWriter } from './log-writer';
import type { SeatedGuest, WaitingLine } from './seats';

export interface HostAdmissionDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  readonly storage: HostStorage;
  /** Only in a lab room. */
  readonly weather: HostWeather | undefined;
  /** Only in an invite room. */
  readonly files: HostFiles | undefined;
  readonly clock: Clock;
  /** Only in a class. */
  readonly roster: () => HostRoster | undefined;
  /** Called with each member that has a new connection. */
  readonly onConnected: (id: string) => void;
}

/**
 * Admits guests to a hosted room: a guest gets a seat, or its own again. If none is free, it waits in line,
 * or is turned away with the reason. In a class with a roster, the host decides about newcomers who aren't in it.
 */
export class HostAdmission {
  private readonly refusals: NameReports;
  private readonly applications: NameReports;
  /** The newcomers whom the host lets in, whatever the roster says. */
  private readonly approved = new WeakSet<GuestLink>();

  constructor(private readonly deps: HostAdmissionDeps) {
    this.refusals = new NameReports(deps.clock);
    this.applications = new NameReports(deps.clock);
  }

  /** Admits a new connection, puts it in line, or closes it. */
  place(guest: GuestLink): void {
    const { line, people, state, writer } = this.deps;
    const { member } = guest;
    const waiting = member === undefined ? undefined : line.find(member);
    if (state.over) guest.close({ code: 'room-closed' });
    // It finds the new host in a moment.
    else if (writer.isFrozen) guest.close({ code: 'host-away' });
    else if (member !== undefined && people.get(member)) this.takeBack(member, guest);
    else if (member === undefined && state.locked) guest.close({ code: 'room-locked' });
    // Don't decide what can't be stored.
    else if (!writer.commit()) guest.close({ code: 'host-storage' });
    else if (waiting && !this.hasSeat) {
      line.replace(waiting, guest);
      waiting.close({ code: 'replaced' });
    } else this.placeNew(guest);
  }

  /** Lets in a newcomer about whom the host decides; returns whether it was still there, and has a seat or a place in line. */
  approve(id: number): boolean {
    const { line, people, state, writer } = this.deps;
    const applicant = line.applicants.find(id);
    if (!applicant || state.over || writer.isFrozen || !writer.commit()) return false;
    if (!this.hasSeat && line.isFull) return false;
    const { link } = applicant;
    this.approved.add(link);
    this.placeAgain(link);
    return people.of(link) !== undefined || line.links.includes(link);
  }

  /** Turns away a newcomer about whom the host decides. */
  turnAway(id: number): void {
    const { applicants } = this.deps.line;
    const link = applicants.find(id)?.link;
    if (!link) return;
    applicants.remove(link);
    // A newcomer can't be removed, so its program knows what this means; an older one says that the host has removed it.
    link.close({ code: 'removed' });
  }

  /** Decides anew about those who wait for the host, because there is another roster. */
  review(): void {
    const { line, writer } = this.deps;
    if (writer.isFrozen || !writer.commit()) return;
    for (const applicant of line.applicants.list) {
      const why = this.objection(applicant.link);
      if (why) line.applicants.explain(applicant, why);
      else this.placeAgain(applicant.link);
    }
  }

  private placeAgain(guest: GuestLink): void {
    this.deps.line.remove(guest);
    this.placeNew(guest);
  }

  /** Gives a guest without a seat one, or lets it wait for a seat or for the host. */
  private placeNew(guest: GuestLink): void {
    const { line, people, state, writer } = this.deps;
    const why = this.objection(guest);
    if (why) this.ask(guest, why);
    else if (this.hasSeat) this.seat(guest, false);
    else if (!line.add(guest)) {
      const { kind } = state;
      guest.close({ code: this.fullCode });
      const name = people.nameOf(guest);
      if (traitsOf(kind).growsTo && this.refusals.isNews(name))
        writer.addEvent({ type: 'turned-away', name });
    }
  }

  /**
   * Admits guests from the line while seats are free. Terminates, because each round takes one out of the
   * line.
   */
  fillSeats(): void {
    const { writer, line } = this.deps;
    while (this.hasSeat && !writer.isFrozen && writer.commit()) {
      const next = line.next();
      if (!next) return;
      // Someone else may have joined under its name meanwhile.
      const why = this.objection(next);
      if (why) this.ask(next, why);
      else this.seat(next, true);
    }
  }

  /** Why the host has to decide about a guest. */
  private objection(guest: GuestLink): ApprovalReason | undefined {
    const roster = this.deps.roster();
    if (!roster || guest.member !== undefined || this.approved.has(guest)) return undefined;
    const name = this.deps.people.nameOf(guest);
    const why = roster.objection(name);
    if (!why || !roster.isExpected(name)) return why;
    this.approved.add(guest);
    return undefined;
  }

  /** Lets a newcomer wait for the host's decision. */
  private ask(guest: GuestLink, why: ApprovalReason): void {
    const { line, people, writer } = this.deps;
    const name = people.nameOf(guest);
    if (!line.applicants.add(guest, why)) guest.close({ code: 'line-full' });
    else if (this.applications.isNews(name)) writer.addEvent({ type: 'applied', name, why });
  }

  /** Whether someone new would get in now, whether the room is locked or not. */
  get vacancy(): Vacancy {
    const { line, state } = this.deps;
    if (state.over) return 'room-closed';
    if (this.hasSeat) return 'seat';
    return line.isFull ? this.fullCode : 'line';
  }

  private get fullCode(): 'room-full' | 'line-full' {
    return isForTwo(this.deps.state.kind) ? 'room-full' : 'line-full';
  }

  private get hasSeat(): boolean {
    const { people, state } = this.deps;
    return people.taken < state.maxClients;
  }

  private seat(guest: GuestLink, waited: boolean): void {
    const { people, state, writer } = this.deps;
    const { id, name } = people.seat(guest);
    const joined = { type: 'joined', member: id, name, waited } as const;
    // Store a newcomer's key together with its `joined` entry.
    const isNew = state.byInvite && guest.member === undefined;
    const roster = isNew ? this.deps.roster() : undefined;
    const wished = people.nameOf(guest);
    const claim = roster?.claim(wished, id);
    const store = (changes: readonly AccessChange[]) =>
      writer.store(changes, joined, claim && [claim]);
    const entry = isNew ? undefined : writer.number(joined);
    if (!guest.admit(this.seatOf(id, store))) {
      people.vacate(id, false);
      guest.close({ code: 'host-storage' });
      return;
    }
    roster?.joined(wished, claim);
    if (entry) writer.publish(entry);
    this.welcome(id, guest);
  }

  /** Gives a member a new connection, after its old one broke or in place of it. */
  private takeBack(id: string, guest: GuestLink): void {
    const { people, writer } = this.deps;
    people.takeBack(id, guest)?.close({ code: 'replaced' });
    // Commit first: it gets the current members, but only the stored part of the log.
    writer.commit();
    guest.admit(this.seatOf(id, (changes) => writer.store(changes)));
    this.welcome(id, guest);
  }

  /** Tells a guest that was just admitted what it needs besides the log. */
  private welcome(id: string, guest: GuestLink): void {
    const { files, people, writer, storage, weather } = this.deps;
    this.deps.onConnected(id);
    if (guest.member !== undefined) people.memberReturned(id);
    const { notice } = storage;
    if (notice) guest.tell(notice);
    for (const gone of files?.notices ?? []) guest.tell(gone);
    weather?.welcome(guest);
    guest.listen(writer.isStopped ? 'status' : 'all');
  }

  private seatOf(id: string, store: StoreAccess): Seat {
    const { files, people, state, writer } = this.deps;
    const { name } = people.get(id) as SeatedGuest;
    return {
      ...{ id, name, room: state.room, members: people.persons, feed: writer.feed, store },
      ...(files && { files: files.limits }),
    };
  }
}

/** How long the same name isn't reported again, in ms, and how many names are reported in that time. */
const quietMs = 10 * 60_000;
const maxNames = 5;

/** Decides which guests who didn't get in to report to the host: each name once per interval, and only a few. */
class NameReports {
  /** When each name was reported, in ms since the Unix epoch; oldest first. */
  private readonly reportedAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Whether to report this name; records it if so. */
  isNews(name: string): boolean {
    const now = this.clock.now();
    for (const [other, time] of this.reportedAt) {
      if (time > now || now - time >= quietMs) this.reportedAt.delete(other);
    }
    const folded = name.toLowerCase();
    if (this.reportedAt.has(folded) || this.reportedAt.size >= maxNames) return false;
    this.reportedAt.set(folded, now);
    return true;
  }
}
