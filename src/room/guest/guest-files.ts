import { cardFile } from '../../protocol/card';
import type { Network, RoomEntry, Ticket } from '../../protocol/transport';
import { BoundedSet } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import type { FileStore } from '../file-store';
import type { Archive } from '../log/journal';
import type { Extras } from '../room';
import { Transfers } from '../transfers/transfers';
import type { Membership } from './membership';

/** The most files that the hub no longer has which are remembered. */
const maxGone = 10_000;

export interface GuestFilesParts {
  readonly network: Network;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly membership: Membership;
  /** The room's id on this computer; undefined before the guest was admitted. */
  readonly journalId: () => string | undefined;
  readonly ticket: () => Ticket;
  /** Whether the hub has admitted this guest since the window opened the room. */
  readonly wasIn: () => boolean;
  /** @throws {SayError} */
  readonly say: (text: string, extras: Extras) => void;
}

/** The files of a room that this window is a guest in: its transfers, and what its hub still has. */
export class GuestFiles {
  readonly transfers: Transfers;
  private readonly gone = new BoundedSet<string>(maxGone);
  private opened: FileStore | undefined;

  constructor(private readonly parts: GuestFilesParts) {
    const { clock, logger, membership, network, say, ticket, wasIn } = parts;
    this.transfers = new Transfers({
      ...{ clock, logger, say },
      hasher: () => network.hasher(),
      newId: () => network.randomId(),
      retryTimer: () => network.retryTimer(),
      route: {
        put: (file, open, transit) => network.putFile(ticket(), file, open, transit),
        get: (file, write, transit) => network.getFile(ticket(), file, write, transit),
      },
      store: () => this.store,
      limits: () => membership.files,
      isOld: () => wasIn() && membership.files === undefined,
      isGone: (hash) => this.gone.has(hash),
    });
  }

  /** The hub has admitted this guest, and says anew what it lacks. */
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

  /** Takes a numbered entry: a card is only numbered when the hub has its file. */
  apply(entry: RoomEntry): void {
    const file = entry.type === 'message' && entry.card ? cardFile(entry.card) : undefined;
    if (file && this.gone.delete(file.hash)) this.transfers.refresh();
  }

  /** The names of files that weren't sent when this window ended before. */
  takeUnsent(): readonly string[] {
    return this.store?.takeUnsent() ?? [];
  }

  dispose(): void {
    this.transfers.dispose();
    this.opened?.close();
  }

  private get store(): FileStore | undefined {
    const id = this.parts.journalId();
    if (id !== undefined) this.opened ??= this.parts.archive.files(id);
    return this.opened;
  }
}
