import type { Notice } from '../../protocol/transport';
import { Emitter } from '../../util/event';
import type { Journal } from '../log/journal';
import type { MoveProblem } from '../room';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';

/** What guests are told. */
const noticeCodes = { waiting: 'host-storage', 'not-kept': 'not-kept' } as const;

export interface HostStorageOptions {
  readonly journal: Journal | undefined;
  readonly writer: LogWriter;
  readonly people: Pick<HostMembers, 'links' | 'tellAll'>;
  readonly state: HostState;
}

/**
 * What the host's disk does to a room. While it takes nothing, the room is stopped: nothing is decided,
 * and guests' requests are not read but wait where they are. The room goes on by itself when the disk is
 * well again, or when the host decides that it goes on without being kept. Everybody is told of each.
 */
export class HostStorage {
  private readonly recoveries = new Emitter<void>();
  /** Fires when the room decides again, before its guests are heard again. */
  readonly onDidRecover = this.recoveries.event;
  private readonly changes = new Emitter<void>();
  /** Fires when the room has stopped or goes on. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: HostStorageOptions) {
    const { journal } = options;
    journal?.onDidChange(() => {
      if (options.state.over) return;
      if (journal.problem) this.stop();
      else this.resume();
    });
  }

  /** How the room is kept; undefined while all is well. */
  get state(): keyof typeof noticeCodes | undefined {
    const { isStopped, isUnkept } = this.options.writer;
    if (isStopped) return 'waiting';
    return isUnkept ? 'not-kept' : undefined;
  }

  /** What to tell a guest who has just been let in. */
  get notice(): Notice | undefined {
    const { state } = this;
    return state && { type: 'notice', code: noticeCodes[state], on: true };
  }

  /** Keeps the room in another folder from now on: it goes on by itself then. */
  async keepIn(folder: string): Promise<MoveProblem | undefined> {
    const { journal, state } = this.options;
    return state.over ? undefined : journal?.moveTo(folder);
  }

  /** The host has decided that the room goes on although nothing can be kept. */
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

  /** All that was numbered is kept. */
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
