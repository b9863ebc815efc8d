import type { FileId } from '../protocol/card';
import { cardFile } from '../protocol/card-rules';
import type { RoomEntry } from '../protocol/room-entry';

/** Which files the cards of a log's messages name. */
export class FileReferences {
  /** By the number of the message. */
  private readonly byMessage = new Map<number, string>();
  private readonly named = new Map<string, { readonly size: number; cards: number }>();

  get files(): readonly FileId[] {
    return Array.from(this.named, ([hash, { size }]) => ({ hash, size }));
  }

  /** The size of a file that a card references, in bytes; undefined if none does. */
  size(hash: string): number | undefined {
    return this.named.get(hash)?.size;
  }

  /** Handles an entry of the log: counts the file that its card references, if any. */
  add(entry: RoomEntry): void {
    const card = entry.type === 'message' && entry.card ? cardFile(entry.card) : undefined;
    if (!card || this.byMessage.has(entry.seq)) return;
    const { hash, size } = card;
    this.byMessage.set(entry.seq, hash);
    const file = this.named.get(hash) ?? { size, cards: 0 };
    file.cards += 1;
    this.named.set(hash, file);
  }

  /** Handles an entry: returns the hash of a file that no card references any more because of it. */
  release(entry: RoomEntry): string | undefined {
    return entry.type === 'deleted' ? this.forget(entry.target) : undefined;
  }

  /** Forgets the messages before number `first`: returns the hashes of the files that no card references any more. */
  forgetBefore(first: number): readonly string[] {
    const gone: string[] = [];
    for (const seq of this.byMessage.keys()) {
      const hash = seq < first ? this.forget(seq) : undefined;
      if (hash !== undefined) gone.push(hash);
    }
    return gone;
  }

  /** Forgets the message with this number: returns the hash of a file that no card references any more. */
  private forget(seq: number): string | undefined {
    const hash = this.byMessage.get(seq);
    const file = hash === undefined ? undefined : this.named.get(hash);
    if (hash === undefined || !file) return undefined;
    this.byMessage.delete(seq);
    file.cards -= 1;
    if (file.cards > 0) return undefined;
    this.named.delete(hash);
    return hash;
  }
}
