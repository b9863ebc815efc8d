import { type ApprovalReason, rosterKey } from '../../protocol/roster-names';
import type { Clock } from '../../util/clock';
import type { RosterEntry } from '../classroom';
import type { ClassRoster, RosterClaim } from '../log/class-roster';
import type { Journal } from '../log/journal';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';

/** How long someone whose knock the host accepted can take to join, in ms, and how many of them are remembered. */
const expectedMs = 5 * 60_000;
const maxExpected = 16;

export interface HostRosterDeps {
  readonly stored: ClassRoster;
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly journal: Journal | undefined;
  readonly clock: Clock;
}

/** The roster of a class at its host: which newcomers may join without the host's consent. */
export class HostRoster {
  /** The names whose knocks the host has accepted, by key, and until when they count; oldest first. */
  private readonly expected = new Map<string, number>();

  constructor(private readonly deps: HostRosterDeps) {}

  /** Empty without a roster. */
  get entries(): readonly RosterEntry[] {
    return this.deps.stored.entries;
  }

  /** Sets the names, none for no roster; returns whether that is stored. */
  set(names: readonly string[]): boolean {
    const { journal, people, state, stored, writer } = this.deps;
    if (state.over || writer.isStopped) return false;
    const members = people.members.filter(({ self }) => !self);
    const records = stored.recordsFor(names, members);
    if (writer.isUnsaved) for (const record of records) journal?.append(record);
    else if (journal?.store(records) === false) return false;
    for (const record of records) stored.take(record);
    return true;
  }

  /** Why a newcomer with this name needs the host's consent; undefined if it doesn't. */
  objection(name: string): ApprovalReason | undefined {
    return this.deps.stored.objection(name);
  }

  /** The host let someone in by typing their digits: that is its consent. */
  expect(name: string): void {
    const key = rosterKey(name);
    this.expected.delete(key);
    this.expected.set(key, this.deps.clock.now() + expectedMs);
    for (const oldest of this.expected.keys()) {
      if (this.expected.size <= maxExpected) break;
      this.expected.delete(oldest);
    }
  }

  /** Whether the host has let in someone with this name who hasn't joined yet. */
  isExpected(name: string): boolean {
    const until = this.expected.get(rosterKey(name));
    return until !== undefined && this.deps.clock.now() < until;
  }

  /** The record for a newcomer who is let in; undefined if its name isn't in the roster. */
  claim(name: string, member: string): RosterClaim | undefined {
    return this.deps.stored.claim(name, member);
  }

  /** A newcomer was let in, and the claim is stored. */
  joined(name: string, claim: RosterClaim | undefined): void {
    this.expected.delete(rosterKey(name));
    if (claim) this.deps.stored.take(claim);
  }
}
