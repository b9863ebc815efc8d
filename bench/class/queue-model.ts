import type { OpenRequest, QueueChanges, Standing } from '../../src/protocol/class-frames';

/**
 * The queue as the hub's frames describe it. Written apart from the program that is measured, so that a mistake in that
 * one shows.
 */
export class QueueModel {
  private readonly requests = new Map<string, OpenRequest>();
  private sorted: readonly OpenRequest[] | undefined;

  /** @returns the members whose requests have changed */
  apply({ all, gone = [], moved = [], put = [] }: QueueChanges): readonly string[] {
    this.sorted = undefined;
    if (all) this.requests.clear();
    for (const request of put) {
      // Those with the same time are in the order in which they came.
      this.requests.delete(request.member);
      this.requests.set(request.member, request);
    }
    for (const { helper, member, state } of moved) {
      const request = this.requests.get(member);
      if (!request) throw new Error(`The hub moved a request of ${member}, which isn't there.`);
      const { helper: _, ...rest } = request;
      this.requests.set(member, { ...rest, state, ...(helper !== undefined && { helper }) });
    }
    for (const member of gone) this.requests.delete(member);
    return [...put, ...moved].map(({ member }) => member).concat(gone);
  }

  get(member: string): OpenRequest | undefined {
    return this.requests.get(member);
  }

  /** In the order `newcomers`: who was never helped, or the longest ago, comes first. */
  get list(): readonly OpenRequest[] {
    this.sorted ??= [...this.requests.values()].sort(
      (a, b) => (a.helped ?? 0) - (b.helped ?? 0) || a.asked - b.asked,
    );
    return this.sorted;
  }

  /** What each student with an open request should know, by member. */
  standings(): ReadonlyMap<string, string> {
    const standings = new Map<string, string>();
    let before = 0;
    for (const { helper, id, member, state } of this.list) {
      const own = helper === undefined ? { before } : { helper };
      standings.set(member, standingText({ request: id, state, ...own }));
      if (state === 'waiting') before += 1;
    }
    return standings;
  }
}

/** A standing as text, to compare it. */
export function standingText(standing: Omit<Standing, 'type'>): string {
  const { before, ended, helper, request, state } = standing;
  return JSON.stringify({ request, state, before, helper, ended });
}
