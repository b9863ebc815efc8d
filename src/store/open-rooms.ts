import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RoomSummary } from '../room/log/journal';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';

/** How often a window says that it is still there, ms. */
const heartbeatMs = 15_000;

/** A window that has not said so for this long is gone, though a process of its number runs, ms. */
const staleMs = 60_000;

/** How long to wait for a window that is closing, and how often to look, ms. */
const patienceMs = 10_000;
const lookMs = 250;

const short = v.pipe(v.string(), v.maxLength(4096));

const holderSchema = v.object({
  role: v.picklist(['host', 'guest']),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  machine: short,
  /** Without an address where nothing can open it by one. */
  folder: v.exactOptional(v.object({ uri: v.exactOptional(short), name: short })),
});

/** The window that is in a room by invite. */
export type RoomHolder = v.InferOutput<typeof holderSchema>;

export interface OpenRoomsOptions {
  /** Shared by all windows of one person; made when the first room is open. */
  readonly folder: string;
  readonly clock: Clock;
  /** The process that this window's extensions run in, and the computer it runs on. */
  readonly pid: number;
  readonly machine: string;
  readonly isRunning: (pid: number) => boolean;
  /** The folder this window has open, as of now. */
  readonly openFolder: () => RoomHolder['folder'];
}

/**
 * Which window is in which room by invite: windows of one person share the folder that rooms are kept in,
 * and none may take a seat of its own where another one is in, nor erase a room that another one writes to.
 * Each open room has a file, named for its pin, that says which window holds it.
 *
 * 1. A window that crashed MUST hold nothing: it is known by its process, and by a heartbeat where that
 *    number means another process by now, or a process of another computer that shares the folder.
 * 2. A disk that fails MUST NOT keep anybody out of a room.
 */
export class OpenRooms implements Disposable {
  /** Pins of the rooms this window holds. */
  private readonly held = new Set<string>();
  private heartbeat: Disposable | undefined;

  constructor(private readonly options: OpenRoomsOptions) {}

  /** The other window that is in the room of this pin; undefined when there is none. */
  holder(pin: string): RoomHolder | undefined {
    if (!isPin(pin)) return undefined;
    const found = this.read(pin);
    return found && !this.isOwn(found.holder) && this.isAlive(found) ? found.holder : undefined;
  }

  /**
   * This window is in the room from now on, or about to get in.
   * @param force takes the room over from another window
   * @returns the other window that is in it, and stays so; undefined when the room is this window's
   */
  claim(pin: string, role: RoomSummary['role'], force = false): RoomHolder | undefined {
    if (!isPin(pin)) return undefined;
    const other = force ? undefined : this.holder(pin);
    if (other) return other;
    const { pid, machine, openFolder } = this.options;
    const folder = openFolder();
    this.attempt(() => this.write(pin, { role, pid, machine, ...(folder && { folder }) }));
    this.held.add(pin);
    this.heartbeat ??= this.beatLater();
    return undefined;
  }

  /** As `claim`, but waits a while for the other window: it may be this one before it was reloaded. */
  async claimSoon(pin: string, role: RoomSummary['role']): Promise<RoomHolder | undefined> {
    const { clock } = this.options;
    const deadline = clock.now() + patienceMs;
    for (;;) {
      const other = this.claim(pin, role);
      if (!other || clock.now() >= deadline) return other;
      await new Promise<void>((resolve) => void clock.after(lookMs, resolve));
    }
  }

  /** Of the rooms this window held, it is in this one only. */
  keepOnly(pin: string | undefined): void {
    for (const held of this.held) {
      if (held === pin) continue;
      this.held.delete(held);
      const found = this.read(held);
      if (found && this.isOwn(found.holder)) this.attempt(() => rmSync(this.path(held)));
    }
    if (this.held.size > 0) return;
    this.heartbeat?.dispose();
    this.heartbeat = undefined;
  }

  dispose(): void {
    this.keepOnly(undefined);
  }

  private beatLater(): Disposable {
    const { clock } = this.options;
    return clock.after(heartbeatMs, () => {
      const now = clock.now() / 1000;
      for (const pin of this.held) {
        const found = this.read(pin);
        // Another window may have taken the room over.
        if (found && this.isOwn(found.holder)) {
          this.attempt(() => utimesSync(this.path(pin), now, now));
        }
      }
      this.heartbeat = this.beatLater();
    });
  }

  private isOwn({ pid, machine }: RoomHolder): boolean {
    return pid === this.options.pid && machine === this.options.machine;
  }

  private isAlive({ holder, time }: Found): boolean {
    const { clock, isRunning, machine } = this.options;
    if (clock.now() - time > staleMs) return false;
    return holder.machine !== machine || isRunning(holder.pid);
  }

  private read(pin: string): Found | undefined {
    return this.attempt(() => {
      const path = this.path(pin);
      const parsed = v.safeParse(holderSchema, JSON.parse(readFileSync(path, 'utf8')));
      return parsed.success ? { holder: parsed.output, time: statSync(path).mtimeMs } : undefined;
    });
  }

  private write(pin: string, holder: RoomHolder): void {
    const { folder, clock, pid } = this.options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = join(folder, `${pid}.tmp`);
    writeFileSync(unfinished, JSON.stringify(holder), { mode: 0o600 });
    utimesSync(unfinished, clock.now() / 1000, clock.now() / 1000);
    renameSync(unfinished, this.path(pin));
  }

  /** In hex: some file systems do not tell upper from lower case. */
  private path(pin: string): string {
    return join(this.options.folder, `${Buffer.from(pin, 'base64url').toString('hex')}.json`);
  }

  private attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      return undefined;
    }
  }
}

interface Found {
  readonly holder: RoomHolder;
  /** Of its last heartbeat, ms since the Unix epoch. */
  readonly time: number;
}

function isPin(pin: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(pin);
}

/** Whether a process of this number runs on this computer. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process runs, though it is not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
