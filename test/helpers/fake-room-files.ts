import type { FileCard, FileId } from '../../src/protocol/card';
import { FileError, type FileErrorCode } from '../../src/protocol/file-error';
import type {
  FileAvailability,
  FileMessage,
  FileSink,
  FileSource,
  RoomFiles,
  Transfer,
} from '../../src/room/files';
import { Emitter } from '../../src/util/event';

/** The files of a room, whose transfers a test moves on. */
export class FakeRoomFiles implements RoomFiles {
  limits: RoomFiles['limits'] = { fileBytes: 1000, roomBytes: 10_000 };
  isOld = false;
  transfers: readonly Transfer[] = [];
  readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  readonly sent: { readonly source: FileSource; readonly message: FileMessage }[] = [];
  readonly fetched: { readonly card: FileCard; open(): Promise<FileSink> }[] = [];
  readonly calls: string[] = [];
  readonly places = new Map<string, FileAvailability>();
  /** What `send` throws. */
  refusal: FileErrorCode | undefined;
  /** What `picture` returns; it waits until there is something. */
  pictured: Promise<Awaited<ReturnType<RoomFiles['picture']>>> = new Promise(() => undefined);
  /** What `bytes` returns. */
  content: Promise<Buffer> = Promise.resolve(Buffer.alloc(0));
  private readonly ends = new Map<string, (error: FileError | undefined) => void>();

  send(source: FileSource, message: FileMessage = {}): string {
    if (this.refusal) throw new FileError(this.refusal, 'refused');
    this.sent.push({ source, message });
    return this.add({ direction: 'send', name: source.name, size: source.size });
  }

  fetch(card: FileCard, open: () => Promise<FileSink>): string {
    this.fetched.push({ card, open });
    return this.add({ direction: 'fetch', name: card.name, size: card.size });
  }

  cancel(id: string): void {
    this.calls.push(`cancel ${id}`);
    this.move(id, { state: 'cancelled' });
  }

  retry(id: string): void {
    this.calls.push(`retry ${id}`);
    const { error: _, ...rest } = this.find(id);
    this.put({ ...rest, state: 'active' });
  }

  dismiss(id: string): void {
    this.transfers = this.transfers.filter((each) => each.id !== id);
  }

  finished(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ends.set(id, (error) => (error ? reject(error) : resolve()));
    });
  }

  availabilityOf({ hash }: FileId): FileAvailability {
    return this.places.get(hash) ?? 'hub';
  }

  picture() {
    return this.pictured;
  }

  bytes() {
    return this.content;
  }

  /** Changes a transfer. */
  move(id: string, change: Partial<Transfer>): void {
    const next = { ...this.find(id), ...change };
    this.put(next);
    const { state, error = 'cancelled' } = next;
    if (state === 'done') this.ends.get(id)?.(undefined);
    if (state === 'failed' || state === 'cancelled') {
      this.ends.get(id)?.(new FileError(error, 'it failed'));
    }
  }

  private find(id: string): Transfer {
    const found = this.transfers.find((each) => each.id === id);
    if (!found) throw new Error(`no transfer ${id}`);
    return found;
  }

  private add(of: Pick<Transfer, 'direction' | 'name' | 'size'>): string {
    const id = `t${this.sent.length + this.fetched.length}`;
    const transfer = { id, ...of, transferred: 0, bytesPerSecond: 0, state: 'active' } as const;
    this.transfers = [...this.transfers, transfer];
    this.changes.fire();
    return id;
  }

  private put(next: Transfer): void {
    this.transfers = this.transfers.map((each) => (each.id === next.id ? next : each));
    this.changes.fire();
  }
}
