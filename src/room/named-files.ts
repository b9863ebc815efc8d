import { cardFile } from '../protocol/card';
import type { RoomEntry } from '../protocol/transport';

/** Which files the cards of a log's messages name. */
export class NamedFiles {
  /** By the number of the message. */
  private readonly byMessage = new Map<number, string>();
  private readonly files = new Map<string, { readonly size: number; cards: number }>();

  get hashes(): readonly string[] {
    return [...this.files.keys()];
  }

  /** The size of a file that a card names, in bytes; undefined if none does. */
  size(hash: string): number | undefined {
    return this.files.get(hash)?.size;
  }

  /** Takes an entry of the log: counts the file that its card names, if any. */
  add(entry: RoomEntry): void {
    const named = entry.type === 'message' && entry.card ? cardFile(entry.card) : undefined;
    if (!named || this.byMessage.has(entry.seq)) return;
    const { hash, size } = named;
    this.byMessage.set(entry.seq, hash);
    const file = this.files.get(hash) ?? { size, cards: 0 };
    file.cards += 1;
    this.files.set(hash, file);
  }

  /** Takes an entry: returns the hash of a file that no card names any more because of it. */
  release(entry: RoomEntry): string | undefined {
    return entry.type === 'deleted' ? this.forget(entry.target) : undefined;
  }

  /** Forgets the message with this number: returns the hash of a file that no card names any more. */
  forget(seq: number): string | undefined {
    const hash = this.byMessage.get(seq);
    const file = hash === undefined ? undefined : this.files.get(hash);
    if (hash === undefined || !file) return undefined;
    this.byMessage.delete(seq);
    file.cards -= 1;
    if (file.cards > 0) return undefined;
    this.files.delete(hash);
    return hash;
  }
}
