import type { Notice } from '../../protocol/guest-link';
import { Emitter } from '../../util/event';
import type { Journal } from '../log/journal';
import type { MoveProblem } from '../storage-problem';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';

/** The notice code that guests get for each storage state. */
const noticeCodes = { waiting: 'host-storage', 'not-kept': 'not-kept' } as const;

export interface HostStorageDeps {
  readonly journal: Journal | undefined;
  readonly writer: LogWriter;
  readonly people: Pick<HostMembers, 'links' | 'tellAll'>;
  readonly state: HostState;
}

/**
 * Stops a room while the host's disk fails. A stopped room decides nothing, and guests' requests wait
 * unread. The room continues automatically when the disk works again, or when the host decides to continue
 * without storing. Everyone is told about each change.
 */
export class HostStorage {
  private readonly recoveries = new Emitter<void>();
  /** Fires when the room can decide again, before it reads guests' requests again. */
  readonly onDidRecover = this.recoveries.event;
  private readonly changes = new Emitter<void>();
  /** Fires when the room stops or continues. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly deps: HostStorageDeps) {
    const { journal } = deps;
    journal?.onDidChange(() => {
      if (deps.state.over) return;
      if (journal.problem) this.stop();
      else this.resume();
    });
  }

  /** The storage state; undefined while everything is stored. */
  get state(): keyof typeof noticeCodes | undefined {
    const { isFrozen, isStopped, isUnsaved } = this.deps.writer;
    // A host that can't store its promise to another member waits for its disk, too.
    if (isStopped && (!isFrozen || this.deps.journal?.problem)) return 'waiting';
    return isUnsaved ? 'not-kept' : undefined;
  }

  /** The notice for a guest that was just admitted. */
  get notice(): Notice | undefined {
    const { state } = this;
    return state && { type: 'notice', code: noticeCodes[state], on: true };
  }

  /** Stores the room in another folder from now on; a stopped room then continues. */
  async keepIn(folder: string): Promise<MoveProblem | undefined> {
    const { journal, state } = this.deps;
    return state.over ? undefined : journal?.moveTo(folder);
  }

  /** Continues without storing anything, by the host's decision. */
  continueWithoutSaving(): void {
    const { state, writer } = this.deps;
    if (state.over || writer.isFrozen || !writer.isStopped) return;
    this.setUnsaved(true);
    this.notifyMembers('not-kept', true);
    writer.addEvent({ type: 'not-kept' });
  }

  private stop(): void {
    const { people, writer } = this.deps;
    if (!writer.isStopped) return;
    for (const link of people.links) link.listen('status');
    this.notifyMembers('waiting', true);
    this.changes.fire();
  }

  /** Continues after recovery: everything numbered is stored. */
  private resume(): void {
    const { writer } = this.deps;
    const { isUnsaved } = writer;
    if (isUnsaved) this.notifyMembers('not-kept', false);
    this.setUnsaved(false);
    if (isUnsaved) writer.addEvent({ type: 'kept-again' });
  }

  private setUnsaved(isUnsaved: boolean): void {
    const { people, writer } = this.deps;
    const numbered = [...writer.waiting];
    writer.setUnsaved(isUnsaved);
    if (!writer.commit()) return;
    this.notifyMembers('waiting', false);
    for (const entry of numbered) writer.publish(entry);
    this.recoveries.fire();
    for (const link of people.links) {
      if (!writer.isStopped) link.listen();
    }
    this.changes.fire();
  }

  private notifyMembers(state: keyof typeof noticeCodes, on: boolean): void {
    this.deps.people.tellAll({ type: 'notice', code: noticeCodes[state], on });
  }
}
