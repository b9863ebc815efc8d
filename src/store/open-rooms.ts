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
import type { RoomHolder } from '../room/room';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { withFolderLock } from './folder-lock';

/** How often a window updates its files to show that it is alive, in ms. */
const heartbeatMs = 15_000;

/**
 * A window that hasn't done so for this long has ended, even if a process with its id is running, in ms.
 */
const staleMs = 60_000;

/** How long to wait for a window that is closing, and how often to check, in ms. */
const maxWaitMs = 10_000;
const checkMs = 250;

const short = v.pipe(v.string(), v.maxLength(4096));

const holderSchema = v.object({
  role: v.picklist(['host', 'guest']),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  machine: short,
  brief: v.exactOptional(v.literal(true)),
  folder: v.exactOptional(v.object({ uri: v.exactOptional(short), name: short })),
}) satisfies v.GenericSchema<RoomHolder>;

export interface OpenRoomsOptions {
  /** Shared by all windows of one person; created when the first room opens. */
  readonly folder: string;
  readonly clock: Clock;
  /** The id of this window's extension process, and the computer it runs on. */
  readonly pid: number;
  readonly machine: string;
  readonly isRunning: (pid: number) => boolean;
  /** Whether this process leaves each room in a moment; false by default. */
  readonly isBrief?: boolean;
  /** The folder that this window has open now. */
  readonly openFolder: () => RoomHolder['folder'];
}

/**
 * Tracks which window is in which invite room. One person's windows share the folder that rooms are kept
 * in: a window must not join a room that another one is in, nor delete a room that another one writes to.
 * Each open room has a file, named after its pin, that says which window holds it.
 *
 * 1. A window that crashed MUST hold nothing. Its process id shows whether it runs. Its heartbeat decides
 *    if another process has that id by now, or if the window is on another computer that shares the folder.
 * 2. Of several windows that claim a room at the same moment, only one MUST get it.
 * 3. A failing disk MUST NOT keep anyone out of a room.
 */
export class OpenRooms implements Disposable {
  /** Pins of the rooms this window holds. */
  private readonly held = new Set<string>();
  private heartbeat: Disposable | undefined;

  constructor(private readonly options: OpenRoomsOptions) {}

  /** The other window that is in the room with this pin; undefined if there is none. */
  holder(pin: string): RoomHolder | undefined {
    if (!isPin(pin)) return undefined;
    const found = this.read(pin);
    return found && !this.isOwn(found.holder) && this.isAlive(found) ? found.holder : undefined;
  }

  /**
   * Records that this window is in the room, or about to join it.
   * @param force whether to take the room over from another window
   * @returns the other window that is in it and keeps it; undefined if the room is now this window's
   */
  claim(pin: string, role: RoomSummary['role'], force = false): RoomHolder | undefined {
    if (!isPin(pin)) return undefined;
    const { pid, machine, openFolder, isBrief = false } = this.options;
    const folder = openFolder();
    const own = {
      role,
      pid,
      machine,
      ...(isBrief && ({ brief: true } as const)),
      ...(folder && { folder }),
    };
    this.attempt(() => mkdirSync(this.options.folder, { recursive: true, mode: 0o700 }));
    const other = this.alone(pin, () => {
      const holder = force ? undefined : this.holder(pin);
      if (!holder) {
        this.attempt(() => this.write(pin, own));
      }
      return holder;
    });
    if (other) return other;
    this.held.add(pin);
    this.heartbeat ??= this.beatLater();
    return undefined;
  }

  /**
   * Like `claim`, but first waits for the other window to end: it may be this one before a reload.
   * @param maxMs how long, in ms; 10 s by default
   */
  async claimWithRetry(
    pin: string,
    role: RoomSummary['role'],
    maxMs = maxWaitMs,
  ): Promise<RoomHolder | undefined> {
    const { clock } = this.options;
    const deadline = clock.now() + maxMs;
    for (;;) {
      const other = this.claim(pin, role);
      if (!other || clock.now() >= deadline) return other;
      await new Promise<void>((resolve) => void clock.after(checkMs, resolve));
    }
  }

  /** Releases all rooms that this window holds, except this one. */
  keepOnly(pin: string | undefined): void {
    for (const held of this.held) {
      if (held === pin) continue;
      this.held.delete(held);
      this.alone(held, () => {
        const found = this.read(held);
        if (found && this.isOwn(found.holder)) this.attempt(() => rmSync(this.path(held)));
      });
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
    const unfinished = join(folder, `${pid}.tmp`);
    writeFileSync(unfinished, JSON.stringify(holder), { mode: 0o600 });
    utimesSync(unfinished, clock.now() / 1000, clock.now() / 1000);
    renameSync(unfinished, this.path(pin));
  }

  /** The pin in hex, because some file systems ignore case. */
  private path(pin: string): string {
    return join(this.options.folder, `${Buffer.from(pin, 'base64url').toString('hex')}.json`);
  }

  /** Runs `work` while no other window reads who holds the room, to decide whether it may hold it. */
  private alone<T>(pin: string, work: () => T): T {
    return withFolderLock(`${this.path(pin)}.lock`, work);
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
  /** Time of its last heartbeat, in ms since the Unix epoch. */
  readonly time: number;
}

function isPin(pin: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(pin);
}

/** Whether a process with this id is running on this computer. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is running, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
