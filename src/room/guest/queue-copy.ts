import type { OpenRequest, QueueChanges, QueueOrder } from '../../protocol/class-frames';

/** The queue as a helper knows it from its hub's changes. */
export class QueueCopy {
  private readonly requests = new Map<string, OpenRequest>();
  /** The cached list of requests; undefined after a change. */
  private list:
    | { readonly order: QueueOrder; readonly requests: readonly OpenRequest[] }
    | undefined;

  /** The requests in the order of `HelpQueue`. */
  sorted(order: QueueOrder): readonly OpenRequest[] {
    if (this.list?.order !== order) {
      const requests = [...this.requests.values()].sort((a, b) => compare(a, b, order));
      this.list = { order, requests };
    }
    return this.list.requests;
  }

  apply({ all, gone = [], moved = [], put = [] }: QueueChanges): void {
    this.list = undefined;
    if (all) this.requests.clear();
    for (const request of put) {
      // A new request goes behind those with the same time.
      this.requests.delete(request.member);
      this.requests.set(request.member, request);
    }
    for (const { helper, member, state } of moved) {
      const request = this.requests.get(member);
      if (!request) continue;
      const { helper: _, ...rest } = request;
      this.requests.set(member, { ...rest, state, ...(helper !== undefined && { helper }) });
    }
    for (const member of gone) this.requests.delete(member);
  }
}

function compare(a: OpenRequest, b: OpenRequest, order: QueueOrder): number {
  const byHelp = order === 'newcomers' ? (a.helped ?? 0) - (b.helped ?? 0) : 0;
  return byHelp || a.asked - b.asked;
}
