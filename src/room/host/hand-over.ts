import type { HandOverResult } from '../host-actions';
import type { Voter } from '../voter/voter';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';
import type { Successors } from './successors';

export interface HandOverDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly successors: Successors;
  readonly voter: () => Pick<Voter, 'input'>;
}

interface Running {
  readonly member: string;
  readonly name: string;
  /** Whether the host becomes a member; otherwise it leaves. */
  readonly stays: boolean;
  resolve(result: HandOverResult): void;
}

/**
 * Hands a room over to a member: asks it to stand for election, in which the host votes. Until then everything goes on,
 * and if the member doesn't stand, nothing has happened.
 */
export class HandOver {
  private running: Running | undefined;

  constructor(private readonly deps: HandOverDeps) {}

  /** Whether the host becomes a member when another member hosts the room. */
  get stays(): boolean {
    return this.running?.stays ?? true;
  }

  /** @param stays whether the host becomes a member; otherwise it leaves */
  to(member: string, stays: boolean): Promise<HandOverResult> {
    const { people, state, successors, voter, writer } = this.deps;
    const name = people.get(member)?.name ?? '';
    const refuse = (problem: Extract<HandOverResult, { ok: false }>['problem']) =>
      Promise.resolve({ ok: false, problem, name } as const);
    if (this.running || writer.isFrozen) return refuse('in-progress');
    if (state.over || !successors.ready.some(({ id }) => id === member)) return refuse('not-ready');
    // Once the host has promised, only a majority brings a host back.
    if (!successors.hasMajority) return refuse('no-majority');
    // The host's promise has to be stored, with everything before it.
    if (writer.isUnsaved || !writer.commit()) return refuse('storage');
    return new Promise((resolve) => {
      this.running = { member, name, stays, resolve };
      voter().input({ type: 'hand-over', to: member });
    });
  }

  /** The member didn't stand for election. */
  failed(): void {
    this.settle(({ name }) => ({ ok: false, problem: 'no-answer', name }));
  }

  /** This computer no longer hosts the room. @param host the member that does, if that is known */
  ended(host: string | undefined): void {
    this.settle(({ member, name }) => ({ ok: true, name, confirmed: host === member }));
  }

  /** The room has ended. */
  dispose(): void {
    this.settle(({ name }) => ({ ok: false, problem: 'not-ready', name }));
  }

  private settle(result: (running: Running) => HandOverResult): void {
    const { running } = this;
    this.running = undefined;
    running?.resolve(result(running));
  }
}
