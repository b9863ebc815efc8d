import {
  type CodeFrameToGuest,
  type CodeFrameToHost,
  type CodeRefusal,
  codeVersion,
  decodeToCodeHost,
} from '../../protocol/code-frames';
import { encodeFrame } from '../../protocol/codec';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { guestData, hostData } from './code-run';
import type { CPaceProofs, CPaceSide } from './cpace';
import type { FrameSocket } from './frame-socket';

/** A run that has begun. */
export interface GuestSession {
  readonly frame: Extract<CodeFrameToGuest, { readonly type: 'session' }>;
  /** Disposed when the connection ends. */
  readonly slot: Disposable;
  /** Makes the host's side. */
  side(): CPaceSide;
}

export interface CodeGuestOptions {
  begin(): GuestSession | CodeRefusal;
  /** Why nobody could come in now. */
  obstacle(): CodeRefusal | undefined;
  /** Compares proofs. Returns true, or how many tries are left. May refuse this guest. */
  isRight(shown: Buffer, expected: Buffer): true | number;
  /** The invite's. */
  token(): string;
  /** It was refused before a run began. */
  onRefusedFirst(code: CodeRefusal): void;
}

/** What the next frame must be. */
type Stage =
  | { readonly type: 'start' }
  | { readonly type: 'share'; readonly session: GuestSession }
  | { readonly type: 'proof'; readonly proofs: CPaceProofs };

/** The hub's side of a connection on which a guest enters the room code. */
export class CodeGuest {
  /** IPv4 or IPv6; an IPv4 address isn't mapped to IPv6. */
  readonly address: string;
  private readonly ends = new Emitter<void>();
  readonly onEnd = this.ends.event;
  private stage: Stage = { type: 'start' };
  private ended = false;
  private readonly timer: Disposable;
  private slot: Disposable | undefined;

  /** @param ms how long all of the guest's frames may take */
  constructor(
    private readonly socket: FrameSocket,
    clock: Clock,
    ms: number,
    private readonly options: CodeGuestOptions,
  ) {
    this.address = socket.remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');
    this.timer = clock.after(ms, () => this.refuse('code-timeout'));
    socket.onLine((line) => this.receive(decodeToCodeHost(line)));
    socket.onProblem(() => this.refuse('bad-frame'));
    socket.onEnd(() => this.finish());
  }

  start(): void {
    this.socket.start();
  }

  refuse(code: CodeRefusal, left?: number): void {
    if (this.ended) return;
    if (this.stage.type === 'start') this.options.onRefusedFirst(code);
    this.farewell({ type: 'refused', code, ...(left !== undefined && { left }) });
  }

  /** Closes without sending anything. */
  drop(): void {
    this.socket.finish({ reason: 'local' });
  }

  private receive(frame: CodeFrameToHost | undefined): void {
    const { stage } = this;
    if (frame?.type === 'start' && stage.type === 'start') this.begin(frame.version);
    else if (frame?.type === 'share' && stage.type === 'share') this.answer(frame.y, stage.session);
    else if (frame?.type === 'proof' && stage.type === 'proof') this.judge(frame.mac, stage.proofs);
    else this.refuse('bad-frame');
  }

  private begin(version: number): void {
    const session = version === codeVersion ? this.options.begin() : 'other-version';
    if (typeof session === 'string') {
      this.refuse(session);
      return;
    }
    this.slot = session.slot;
    this.stage = { type: 'share', session };
    this.send(session.frame);
  }

  private answer(y: string, { frame, side }: GuestSession): void {
    const own = side();
    const proofs = own.proofs('responder', hostData(frame), {
      share: Buffer.from(y, 'base64url'),
      data: guestData,
    });
    if (!proofs) {
      this.refuse('bad-frame');
      return;
    }
    this.stage = { type: 'proof', proofs };
    this.send({ type: 'share', y: Buffer.from(own.share).toString('base64url') });
  }

  private judge(mac: string, { initiator, responder }: CPaceProofs): void {
    const { isRight, obstacle, token } = this.options;
    // A room that lets no one in tells nobody whether a code is right.
    const problem = obstacle();
    if (problem) {
      this.refuse(problem);
      return;
    }
    const verdict = isRight(Buffer.from(mac, 'base64url'), initiator);
    if (verdict !== true) this.refuse('wrong-code', verdict);
    else {
      const proof = responder.toString('base64url');
      this.farewell({ type: 'accepted', mac: proof, token: token() });
    }
  }

  private send(frame: CodeFrameToGuest): void {
    this.socket.write(encodeFrame(frame));
  }

  private farewell(frame: CodeFrameToGuest): void {
    void this.socket.close(encodeFrame(frame));
    this.finish();
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.timer.dispose();
    this.slot?.dispose();
    this.ends.fire();
    this.ends.dispose();
  }
}
