/** What happened to a message between the two ends of a connection; an absent field: nothing unusual. */
export interface Transit {
  /** How often it was sent until it arrived; at least 2. */
  readonly tries?: number;
  /**
   * How much later it arrived because of network weather and repeats, in ms; at least 1. On a wire with
   * acknowledgements it counts until the sender got the last one.
   */
  readonly delayMs?: number;
  /** The number of reads that its bytes were cut into; at least 2. */
  readonly reads?: number;
  /** The number of writes that arrived in the same read; at least 2. */
  readonly joined?: number;
}

/** What happened to a message on its way to members. */
export interface SentTransit extends Transit {
  /** The number of members that it reached in another way than it was sent. */
  readonly members: number;
  /** The name of the member with the longest delay, whose transit this is. */
  readonly worst: string;
}

/** A transit without the fields that say nothing unusual; undefined if none is left. */
export function unusualOnly({
  tries = 1,
  delayMs = 0,
  reads = 1,
  joined = 1,
}: Transit): Transit | undefined {
  const transit = {
    ...(tries > 1 && { tries }),
    ...(delayMs >= 1 && { delayMs: Math.round(delayMs) }),
    ...(reads > 1 && { reads }),
    ...(joined > 1 && { joined }),
  };
  return Object.keys(transit).length > 0 ? transit : undefined;
}

/** The transit of something whose parts had these two, `reads` counting the parts. */
export function mergeTransits(one: Transit, other: Transit, reads: number): Transit {
  return {
    tries: Math.max(one.tries ?? 1, other.tries ?? 1),
    delayMs: Math.max(one.delayMs ?? 0, other.delayMs ?? 0),
    reads: Math.max(one.reads ?? 1, other.reads ?? 1, reads),
    joined: Math.max(one.joined ?? 1, other.joined ?? 1),
  };
}

/** Adds a member to what is known about a message on its way to members. */
export function withMember(
  sent: SentTransit | undefined,
  name: string,
  transit: Transit,
): SentTransit {
  const members = (sent?.members ?? 0) + 1;
  if (sent && !isWorse(transit, sent)) return { ...sent, members };
  return { ...transit, members, worst: name };
}

function isWorse(one: Transit, other: Transit): boolean {
  const difference =
    (one.delayMs ?? 0) - (other.delayMs ?? 0) ||
    (one.tries ?? 1) - (other.tries ?? 1) ||
    (one.reads ?? 1) - (other.reads ?? 1) ||
    (one.joined ?? 1) - (other.joined ?? 1);
  return difference > 0;
}
