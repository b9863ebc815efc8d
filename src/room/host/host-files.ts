import type { FileId } from '../../protocol/card';
import { FileError, fileChanged, fileRefusals } from '../../protocol/file-error';
import type { FileLimits } from '../../protocol/file-limits';
import type { FileLink, FileTransit } from '../../protocol/file-link';
import { maxGone } from '../../protocol/frames';
import type { Notice } from '../../protocol/guest-link';
import type { Network } from '../../protocol/network';
import type { RoomEntry } from '../../protocol/room-entry';
import type { FileListener } from '../../protocol/room-server';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Logger } from '../../util/logger';
import { FileReferences } from '../file-references';
import type { FileStore } from '../file-store';
import type { SendOptions } from '../room';
import type { FileRoute } from '../transfers/route';
import { Transfers } from '../transfers/transfers';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

/** Minimum time between two cleanups, in ms. */
const tidyMs = 60 * 60_000;

/** Maximum number of files that the hub says it lacks. */
const maxLacking = 10_000;

export interface HostFilesDeps {
  readonly store: FileStore;
  readonly listener: FileListener | undefined;
  readonly limits: () => FileLimits;
  readonly people: Pick<HostMembers, 'get' | 'host' | 'tellAll'>;
  readonly state: Pick<HostState, 'over'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Pick<Network, 'hasher' | 'randomId' | 'retryTimer'>;
  /** Whether the room decides nothing because nothing can be stored. */
  readonly isStopped: () => boolean;
  /** Whether the room is opened again: `restore` gets its entries first, then `restored` is called. */
  readonly isRestored: boolean;
  /** Sends the message of a file of the host's. @throws {MessageError} */
  readonly say: (text: string, extras: SendOptions) => undefined;
}

/**
 * The files of a hosted room: decides which bytes are accepted and served.
 *
 * 1. Only members with a seat get anything.
 * 2. A file is served only while a card in the log names it.
 * 3. A card is accepted only when its file is here.
 */
export class HostFiles implements FileRoute {
  private readonly named = new FileReferences();
  /** When the last cleanup was, in ms since the Unix epoch. */
  private tidied: number;
  /** The host's own. */
  readonly transfers: Transfers;
  private isRestoring: boolean;
  private readonly subscription: Disposable | undefined;

  constructor(private readonly deps: HostFilesDeps) {
    const { clock, listener, logger, network, people, say, store } = deps;
    this.isRestoring = deps.isRestored;
    this.transfers = new Transfers({
      ...{ clock, logger, say, route: this },
      hasher: () => network.hasher(),
      newId: () => network.randomId(),
      retryTimer: () => network.retryTimer(),
      store: () => store,
      limits: () => this.limits,
      isOld: () => false,
      isGone: (file) => !this.isStored(file),
    });
    store.askNamed((hash) => this.named.size(hash) !== undefined);
    this.tidied = clock.now();
    this.subscription = listener?.onFile((link) => void this.serve(link));
    store.onDidDrop((hashes) => {
      const files = hashes.filter((hash) => this.named.size(hash) !== undefined);
      for (const notice of goneNotices(files)) people.tellAll(notice);
      this.transfers.refresh();
    });
  }

  get limits(): FileLimits {
    return this.deps.limits();
  }

  /** The notices for a member that was admitted. */
  get notices(): readonly Notice[] {
    const gone = this.named.files.filter((file) => !this.isStored(file));
    return goneNotices(gone.slice(-maxLacking).map(({ hash }) => hash));
  }

  /**
   * Whether a member's card may name a file without another upload. If no card names it yet, the member itself must
   * have uploaded it: knowing a hash proves nothing.
   */
  has(file: FileId, member: string): boolean {
    if (!this.isStored(file)) return false;
    return this.named.size(file.hash) === file.size || this.deps.store.isFrom(file.hash, member);
  }

  /** Handles a numbered entry: the file that it references stays from now on. */
  numbered(entry: RoomEntry): void {
    this.named.add(entry);
  }

  /** Handles a stored entry: removes a file that only a deleted message referenced. */
  stored(entry: RoomEntry): void {
    this.remove(this.named.release(entry));
  }

  /** Handles that entries before number `first` are no longer kept. */
  forgetBefore(first: number): void {
    for (const hash of this.named.forgetBefore(first)) this.remove(hash);
  }

  /** Restores an entry of a reopened room. Removes nothing: a later entry may reference the same file. */
  restore(entry: RoomEntry): void {
    this.named.add(entry);
    this.named.release(entry);
  }

  /**
   * Removes what the reopened room no longer needs. Returns the names of the host's files that weren't sent when its
   * window ended before.
   */
  restored(): readonly string[] {
    this.isRestoring = false;
    this.deps.store.tidy();
    return this.deps.store.takeUnsent();
  }

  dispose(): void {
    this.subscription?.dispose();
    this.transfers.dispose();
    this.deps.store.close();
  }

  /** A member has left, or its seat was taken away. */
  drop(member: string): void {
    this.deps.listener?.drop(member);
  }

  async put(
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    { signal, moved }: FileTransit,
  ): Promise<void> {
    const { id } = this.deps.people.host;
    if (this.has(file, id)) return;
    const part = await this.begin(file, id);
    try {
      for await (const bytes of open(part.offset)) {
        if (signal.aborted) throw new FileError('cancelled', 'cancelled');
        if (part.offset + bytes.length > file.size) throw fileChanged();
        await part.write(bytes);
        moved(part.offset);
      }
      if (part.offset < file.size) throw fileChanged();
      await part.finish();
    } catch (error) {
      await part.abort();
      throw error;
    }
  }

  async get(
    file: FileId & { readonly offset: number },
    write: (bytes: Uint8Array) => Promise<void>,
    { signal, moved }: FileTransit,
  ): Promise<void> {
    this.check(file);
    let at = file.offset;
    for await (const bytes of this.deps.store.read(file.hash, at)) {
      if (signal.aborted) throw new FileError('cancelled', 'cancelled');
      await write(bytes);
      at += bytes.length;
      moved(at);
    }
  }

  private remove(hash: string | undefined): void {
    if (hash !== undefined && !this.isRestoring) this.deps.store.remove(hash);
  }

  /** A hub may be open for weeks, and each upload may leave something that no message will name. */
  private tidySometimes(): void {
    const { clock, store } = this.deps;
    if (clock.now() - this.tidied < tidyMs) return;
    this.tidied = clock.now();
    store.tidy();
  }

  private async serve(link: FileLink): Promise<void> {
    try {
      const { people, state } = this.deps;
      const member = people.get(link.member);
      if (member) link.show(member.name);
      if (state.over || !member) {
        throw new FileError('not-a-member', `${link.member} has no seat`);
      }
      await (link.request.type === 'put' ? this.addEntry(link) : this.give(link));
      link.done();
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      const refusal = fileRefusals.find((known) => known === code);
      if (refusal) link.refuse(refusal);
      else link.close();
    }
  }

  private async addEntry(link: FileLink): Promise<void> {
    const { request, member } = link;
    if (this.has(request, member)) {
      await link.receive(request.size, async () => {});
      return;
    }
    const part = await this.begin(request, member);
    try {
      if (part.offset < request.offset) {
        throw new FileError('bad-offset', `the bytes from ${part.offset} on are missing`);
      }
      await link.receive(part.offset, (bytes) => part.write(bytes));
      await part.finish();
    } catch (error) {
      // What arrived stays, so that the member can resume there.
      await part.abort();
      throw error;
    }
  }

  private async give(link: FileLink): Promise<void> {
    const { store } = this.deps;
    const { hash, offset } = link.request;
    this.check(link.request);
    try {
      await link.send(store.read(hash, offset));
    } catch (error) {
      if (!isMissing(error)) throw error;
      // Someone has deleted it on the disk.
      store.remove(hash);
      throw new FileError('file-gone', 'it is no longer on the disk', { cause: error });
    }
  }

  /** @throws {FileError} */
  private begin(file: FileId, owner: string) {
    const { isStopped, store } = this.deps;
    if (file.size > this.limits.fileBytes) throw new FileError('file-too-large', `${file.size}`);
    if (isStopped()) throw new FileError('host-storage', "the room's log can't be written");
    this.tidySometimes();
    return store.begin(file, owner);
  }

  /** Whether the whole file is here. A damaged disk may have made it shorter. */
  private isStored({ hash, size }: FileId): boolean {
    return this.deps.store.find(hash)?.size === size;
  }

  /** @throws {FileError} unless this file may be served */
  private check({ hash, size }: FileId): void {
    if (this.named.size(hash) !== size) throw new FileError('no-such-file', 'no card names it');
    if (!this.isStored({ hash, size }))
      throw new FileError('file-gone', 'newer files took its place');
  }
}

function goneNotices(files: readonly string[]): Notice[] {
  const notices: Notice[] = [];
  for (let at = 0; at < files.length; at += maxGone) {
    notices.push({ type: 'gone', files: files.slice(at, at + maxGone) });
  }
  return notices;
}

/** Whether a disk call failed because there is no such file. */
function isMissing(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return error instanceof FileError && cause?.code === 'ENOENT';
}
