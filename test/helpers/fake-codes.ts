import type {
  CodeGrant,
  CodeIdentity,
  CodeListener,
  CodePause,
  CodeTarget,
  RoomCodeState,
} from '../../src/protocol/room-code';
import { CodeError } from '../../src/protocol/room-code';
import { Emitter } from '../../src/util/event';

/** The room code of a fake room; a test enters it. */
export class FakeCodes implements CodeListener {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private identity: (() => CodeIdentity) | undefined;
  state: RoomCodeState | undefined;
  private made = 0;

  /** What a guest is told; undefined while there is no code. */
  told(): CodeIdentity | undefined {
    return this.state && this.identity?.();
  }

  async open(identity: () => CodeIdentity): Promise<void> {
    this.identity = identity;
    this.made += 1;
    this.set({ code: `48219${this.made}`, wrong: 0 });
  }

  pause(why: CodePause): void {
    if (this.state) this.set({ ...this.state, paused: why });
  }

  stop(): void {
    if (this.state) this.set(undefined);
  }

  /** Someone has entered wrong codes; the last of many pauses it. */
  wrong(count: number, lastWrong: string): void {
    if (!this.state) return;
    const wrong = this.state.wrong + count;
    this.set({ ...this.state, wrong, lastWrong, ...(wrong >= 20 && { paused: 'guesses' }) });
  }

  private set(state: RoomCodeState | undefined): void {
    this.state = state;
    this.changes.fire();
  }
}

/** A code that a guest has entered, and that a test answers. */
export class FakeEntry {
  accept: (grant: CodeGrant) => void = () => {};
  fail: (error: CodeError) => void = () => {};
  readonly grant = new Promise<CodeGrant>((resolve, reject) => {
    this.accept = resolve;
    this.fail = reject;
  });

  constructor(
    readonly target: CodeTarget,
    readonly code: string,
    signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.fail(new CodeError('cancelled', 'cancelled')));
  }
}
