import type * as vscode from 'vscode';

const key = 'deskmate.openRooms';

/**
 * Which window has which room by invite open: windows share the folder the rooms are kept in, and none
 * may erase a room that another one writes to. A window is known by the process its extensions run in,
 * so that one that crashed holds nothing.
 */
export class OpenRooms {
  constructor(
    private readonly memento: vscode.Memento,
    private readonly pid: number,
    private readonly isRunning: (pid: number) => boolean,
  ) {}

  isOpenElsewhere(id: string): boolean {
    const pid = this.read()[id];
    return pid !== undefined && pid !== this.pid && this.isRunning(pid);
  }

  /** This window is in this room now, and in no other; undefined when it is in none. */
  async set(id: string | undefined): Promise<void> {
    const others = Object.entries(this.read()).filter(
      ([, pid]) => pid !== this.pid && this.isRunning(pid),
    );
    const own = id === undefined ? [] : [[id, this.pid] as const];
    await this.memento.update(key, Object.fromEntries([...others, ...own]));
  }

  /** What storage held, when it makes sense. */
  private read(): Readonly<Record<string, number>> {
    const stored: unknown = this.memento.get(key);
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter(([, pid]) => Number.isSafeInteger(pid) && pid > 0),
    );
  }
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
