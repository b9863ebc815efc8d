import { cardFile } from '../../protocol/card-rules';
import { FileError } from '../../protocol/file-error';
import type { Ticket } from '../../protocol/member-link';
import type { Network } from '../../protocol/network';
import type { RoomEntry } from '../../protocol/room-entry';
import { BoundedSet } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { FileReferences } from '../file-references';
import type { FileStore } from '../file-store';
import type { Archive } from '../log/journal';
import type { SendOptions } from '../room';
import type { FileRoute } from '../transfers/route';
import { Transfers } from '../transfers/transfers';
import type { Membership } from './membership';

/** Maximum number of files that the hub no longer has which are remembered. */
const maxKnownGone = 10_000;

export interface GuestFilesDeps {
  readonly network: Network;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly membership: Membership;
  /** How files get into the room and back where there is no hub. */
  readonly route: FileRoute | undefined;
  /** The room's id on this computer; undefined before the guest was admitted. */
  readonly journalId: () => string | undefined;
  readonly ticket: () => Ticket;
  /** Whether the hub has admitted this guest since the window opened the room. */
  readonly wasIn: () => boolean;
  /** @throws {MessageError} */
  readonly say: (text: string, extras: SendOptions) => string;
}

/** The files of a room that this window is a guest in: its transfers, and what its hub still has. */
export class GuestFiles {
  readonly transfers: Transfers;
  private readonly gone = new BoundedSet<string>(maxKnownGone);
  private readonly named = new FileReferences();
  private opened: FileStore | undefined;

  constructor(private readonly deps: GuestFilesDeps) {
    const { clock, logger, membership, network, say, ticket, wasIn } = deps;
    const route: FileRoute = deps.route ?? {
      put: (file, open, transit) => network.putFile(ticket(), file, open, transit),
      get: (file, write, transit) => network.getFile(ticket(), file, write, transit),
    };
    this.transfers = new Transfers({
      ...{ clock, logger, say },
      hasher: () => network.hasher(),
      newId: () => network.randomId(),
      retryTimer: () => network.retryTimer(),
      route: {
        put: (file, open, transit) => route.put(file, open, transit),
        get: async (file, write, transit) => {
          try {
            await route.get(file, write, transit);
          } catch (error) {
            if (error instanceof FileError && error.code === 'file-gone') this.lost([file.hash]);
            throw error;
          }
        },
      },
      store: () => this.store,
      limits: () => membership.files,
      isOld: () => wasIn() && membership.files === undefined,
      isGone: ({ hash }) => this.gone.has(hash),
    });
  }

  /** The hub has admitted this guest, and says again what it lacks. */
  welcomed(): void {
    this.gone.clear();
    this.transfers.wake();
    this.transfers.refresh();
  }

  /** The hub no longer has these files. */
  lost(hashes: readonly string[]): void {
    for (const hash of hashes) this.gone.add(hash);
    this.transfers.refresh();
  }

  /**
   * Takes a numbered entry.
   * @param isNews whether it is newer than the welcome, so that the hub had the file of its card just now
   */
  apply(entry: RoomEntry, isNews: boolean): void {
    this.named.add(entry);
    if ('id' in entry && entry.author === this.deps.membership.self.id) {
      this.transfers.numbered(entry.id);
    }
    const released = this.named.release(entry);
    // The message is deleted, so its picture goes here as well.
    if (released !== undefined) this.store?.remove(released);
    const file = entry.type === 'message' && entry.card ? cardFile(entry.card) : undefined;
    if (isNews && file && this.gone.delete(file.hash)) this.transfers.refresh();
  }

  /**
   * Takes the log of a room that is opened again. Returns the names of files that weren't sent when this window ended
   * before.
   */
  restore(entries: readonly RoomEntry[]): readonly string[] {
    for (const entry of entries) {
      this.named.add(entry);
      this.named.release(entry);
    }
    this.store?.tidy();
    return this.store?.takeUnsent() ?? [];
  }

  dispose(): void {
    this.transfers.dispose();
    this.opened?.close();
  }

  private get store(): FileStore | undefined {
    const id = this.deps.journalId();
    if (id === undefined || this.opened) return this.opened;
    this.opened = this.deps.archive.files(id);
    this.opened.askNamed((hash) => this.named.size(hash) !== undefined);
    return this.opened;
  }
}
