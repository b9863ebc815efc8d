import type * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Disposable } from '../../util/disposable';

const key = 'deskmate.openRoom';

/**
 * Remembers which room by invite this window is in, so that it goes back into it after a reload or a
 * crash. Forgets a room that the person has left.
 */
export class OpenRoomStore implements Disposable {
  private current: string | undefined;
  private readonly watching: Disposable;
  private writing: Promise<unknown> = Promise.resolve();

  /** @param left called with the id of a room that the person has left */
  constructor(
    private readonly session: Pick<Session, 'invited' | 'onDidChangeState'>,
    private readonly memento: vscode.Memento,
    private readonly left: (id: string) => void,
  ) {
    this.current = session.invited?.journalId;
    this.watching = session.onDidChangeState(() => this.follow());
  }

  /** The room that was open when the window was closed or reloaded. */
  get kept(): string | undefined {
    const stored: unknown = this.memento.get(key);
    return typeof stored === 'string' ? stored : undefined;
  }

  /** Forgets a room that is not kept any more. */
  forget(): void {
    this.write(undefined);
  }

  /** From now on leaving the room is no reason to forget it: the window is closing. */
  async stop(): Promise<void> {
    this.watching.dispose();
    await this.writing;
  }

  dispose(): void {
    this.watching.dispose();
  }

  private follow(): void {
    const before = this.current;
    this.current = this.session.invited?.journalId;
    if (this.current === before) return;
    this.write(this.current);
    if (before !== undefined) this.left(before);
  }

  private write(id: string | undefined): void {
    if (id === this.kept) return;
    this.writing = Promise.all([this.writing, this.memento.update(key, id)]);
  }
}
