/** Sees every chunk on the wire, for students who debug their own client against ours. */
export interface WireTap {
  /** Asked before each chunk, so that nothing is spent while nobody looks. */
  readonly enabled: boolean;
  /** `peer` is the other end's address. */
  chunk(direction: 'in' | 'out', peer: string, bytes: Uint8Array): void;
}

/** Looks away. */
export const noTap: WireTap = { enabled: false, chunk() {} };
