import type { Notice } from '../../protocol/transport';
import { Emitter } from '../../util/event';
import type { Journal } from '../log/journal';
import type { MoveProblem } from '../room';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';

/** The notice code that guests get for each storage state. */
const noticeCodes = { waiting: 'host-storage', 'not-kept': 'not-kept' } as const;

export interface HostStorageOptions {
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

  constructor(private readonly options: HostStorageOptions) {
    const { journal } = options;
    journal?.onDidChange(() => {
      if (options.state.over) return;
      if (journal.problem) this.stop();
      else this.resume();
    });
  }

  /** The storage state; undefined while everything is stored. */
  get state(): keyof typeof noticeCodes | undefined {
    const { isStopped, isUnkept } = this.options.writer;
    if (isStopped) return 'waiting';
    return isUnkept ? 'not-kept' : undefined;
  }

  /** The notice for a guest that was just admitted. */
  get notice(): Notice | undefined {
    const { state } = this;
    return state && { type: 'notice', code: noticeCodes[state], on: true };
  }

  /** Stores the room in another folder from now on; a stopped room then continues. */
  async keepIn(folder: string): Promise<MoveProblem | undefined> {
    const { journal, state } = this.options;
    return state.over ? undefined : journal?.moveTo(folder);
  }

  /** Continues without storing anything, by the host's decision. */
  goOnUnkept(): void {
    const { state, writer } = this.options;
    if (state.over || !writer.isStopped) return;
    this.goOn(true);
    this.tell('not-kept', true);
    writer.note({ type: 'not-kept' });
  }

  private stop(): void {
    const { people, writer } = this.options;
    if (!writer.isStopped) return;
    for (const link of people.links) link.listen('status');
    this.tell('waiting', true);
    this.changes.fire();
  }

  /** Continues after recovery: everything numbered is stored. */
  private resume(): void {
    const { writer } = this.options;
    const { isUnkept } = writer;
    if (isUnkept) this.tell('not-kept', false);
    this.goOn(false);
    if (isUnkept) writer.note({ type: 'kept-again' });
  }

  private goOn(unkept: boolean): void {
    const { people, writer } = this.options;
    const numbered = [...writer.waiting];
    writer.goOn(unkept);
    if (!writer.commit()) return;
    this.tell('waiting', false);
    for (const entry of numbered) writer.publish(entry);
    this.recoveries.fire();
    for (const link of people.links) {
      if (!writer.isStopped) link.listen();
    }
    this.changes.fire();
  }

  private tell(state: keyof typeof noticeCodes, on: boolean): void {
    this.options.people.tellAll({ type: 'notice', code: noticeCodes[state], on });
  }
}
