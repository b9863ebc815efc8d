import type { CloseReason, GuestLink } from '../../protocol/guest-link';
import type { ApprovalReason } from '../../protocol/roster-names';

/** A newcomer who waits until the host decides whether it can join. */
export interface Applicant {
  /** Different for each in a room. */
  readonly id: number;
  readonly link: GuestLink;
  readonly why: ApprovalReason;
}

/** The newcomers to a class about whom the host decides, in order of arrival. Each is told its position and the reason. */
export class Applicants {
  private entries: readonly Applicant[] = [];
  private count = 0;

  /** @param max maximum number of those who may wait */
  constructor(private readonly max: number) {}

  get list(): readonly Applicant[] {
    return this.entries;
  }

  find(id: number): Applicant | undefined {
    return this.entries.find((each) => each.id === id);
  }

  /** Adds a newcomer; returns false if too many wait. */
  add(link: GuestLink, why: ApprovalReason): boolean {
    if (this.entries.length >= this.max) return false;
    this.count += 1;
    this.set([...this.entries, { id: this.count, link, why }]);
    return true;
  }

  /** Removes a connection; returns whether it waited here. */
  remove(link: GuestLink): boolean {
    const rest = this.entries.filter((each) => each.link !== link);
    if (rest.length === this.entries.length) return false;
    this.set(rest);
    return true;
  }

  /** Changes why one waits. */
  explain(applicant: Applicant, why: ApprovalReason): void {
    if (applicant.why === why) return;
    this.set(this.entries.map((each) => (each.id === applicant.id ? { ...each, why } : each)));
  }

  /** Closes all connections. */
  dismiss(farewell: CloseReason): void {
    const { entries } = this;
    this.entries = [];
    for (const { link } of entries) link.close(farewell);
  }

  private set(entries: readonly Applicant[]): void {
    const before = this.entries;
    this.entries = entries;
    for (const [index, applicant] of entries.entries()) {
      if (before[index] !== applicant) applicant.link.wait(index + 1, applicant.why);
    }
  }
}
