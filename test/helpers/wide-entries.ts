import type { OpenedEntry } from '../../src/protocol/wide';
import type { WideAct } from '../../src/protocol/wide-acts';

/** The owner's public signing key in tests, which names the room. */
export const ownerKey = 'o'.repeat(43);

/** A member's id in tests, from a short name. */
export function wideId(name: string): string {
  return name.padEnd(22, '_');
}

/** A member's public signing key in tests. */
export function wideKey(name: string): string {
  return name === 'ann' ? ownerKey : name.padEnd(43, '_');
}

/** An act, or what someone sends instead. */
export type AnyAct = WideAct | Readonly<Record<string, unknown>>;

/** Writes entries as a stream delivers them: `ann` is the owner. */
export class EntryWriter {
  private seq: number;
  private time = 1_700_000_000_000;
  readonly written: OpenedEntry[] = [];

  constructor(first = 1) {
    this.seq = first;
  }

  /** @param id of the request; a new one if absent */
  write(by: string, act: AnyAct, name = by, id = `r${this.seq}`): OpenedEntry {
    const entry: OpenedEntry = {
      seq: this.seq,
      time: this.time,
      ...{ author: wideId(by), key: wideKey(by), id, name },
      act: JSON.parse(JSON.stringify(act)) as OpenedEntry['act'],
      proof: '',
    };
    const signed = { ...entry, proof: proofOf(entry) };
    this.seq += 1;
    this.time += 1000;
    this.written.push(signed);
    return signed;
  }
}

/** The part of an entry that its author signs, and that others can publish again. */
export function proofOf({ author, key, id, name, act }: OpenedEntry): string {
  return Buffer.from(JSON.stringify({ author, key, id, name, act })).toString('base64url');
}

/** The entry of which someone published this proof again; a test that forges one writes other JSON. */
export function openProof(proof: string): Omit<OpenedEntry, 'seq' | 'time'> | undefined {
  try {
    const opened = JSON.parse(Buffer.from(proof, 'base64url').toString());
    return { ...opened, proof };
  } catch {
    return undefined;
  }
}
