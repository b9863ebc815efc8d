/**
 * Which requests of which member are in the log already: a member that lost its connection asks again
 * for what it saw no answer to. Remembered for as long as the entry is kept.
 */
export class Repeats {
  private readonly known = new Set<string>();
  private readonly byEntry = new Map<number, string>();

  has(member: string, id: string): boolean {
    return this.known.has(key(member, id));
  }

  /** The request became the entry `seq`. */
  note(member: string, id: string, seq: number): void {
    const request = key(member, id);
    this.known.add(request);
    this.byEntry.set(seq, request);
  }

  /** The entry is no longer kept. */
  forget(seq: number): void {
    const request = this.byEntry.get(seq);
    if (request === undefined) return;
    this.byEntry.delete(seq);
    this.known.delete(request);
  }
}

/** Neither part can hold a space. */
function key(member: string, id: string): string {
  return `${member} ${id}`;
}
