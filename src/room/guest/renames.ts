import type { ToHub } from '../../protocol/frames';
import { checkName } from '../../protocol/names';
import type { Clock } from '../../util/clock';
import type { RenameResult } from '../room';

type RenameRequest = Extract<ToHub, { readonly type: 'rename' }>;

/** A hub answers sooner than this, ms, or the answer is lost. */
const replyMs = 10_000;

/** Names asked for that the hub has yet to grant. */
export class Renames {
  private readonly asked = new Map<string, (answer: RenameResult) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly newId: () => string,
  ) {}

  /**
   * Asks the hub for another name.
   * @param send absent when the hub cannot be reached
   */
  async ask(
    wished: string,
    current: string,
    send: ((request: RenameRequest) => void) | undefined,
  ): Promise<RenameResult> {
    const checked = checkName(wished);
    if (!checked.ok) return { ok: false, problem: 'bad-name' };
    const { name } = checked;
    if (name === current) return { ok: true, name };
    if (!send) return offline;
    const id = this.newId();
    const answer = this.wait(id);
    send({ type: 'rename', id, name });
    return answer;
  }

  /** We bear another name now: whatever was asked has come about. */
  granted(name: string): void {
    this.settleAll({ ok: true, name });
  }

  /** Whether it was a rename that the hub refused. */
  refused(id: string, code: string, proposal: string | undefined): boolean {
    const problem = code === 'name-taken' ? 'name-taken' : 'bad-name';
    return this.settle(id, { ok: false, problem, ...(proposal !== undefined && { proposal }) });
  }

  /** The connection is gone, and the answers with it. */
  lost(): void {
    this.settleAll(offline);
  }

  private wait(id: string): Promise<RenameResult> {
    return new Promise((resolve) => {
      const timer = this.clock.after(replyMs, () => this.settle(id, offline));
      this.asked.set(id, (answer) => {
        timer.dispose();
        resolve(answer);
      });
    });
  }

  private settleAll(answer: RenameResult): void {
    for (const id of [...this.asked.keys()]) this.settle(id, answer);
  }

  private settle(id: string, answer: RenameResult): boolean {
    const resolve = this.asked.get(id);
    this.asked.delete(id);
    resolve?.(answer);
    return resolve !== undefined;
  }
}

const offline: RenameResult = { ok: false, problem: 'offline' };
