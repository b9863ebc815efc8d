import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { RecordArrival, Vacancy } from '../../protocol/arrival';
import { encodeFrame } from '../../protocol/codec';
import type { KnockEnd, KnockIdentity, KnockLink, KnockListener } from '../../protocol/knock';
import {
  decodeToKnockHost,
  type KnockFrameToGuest,
  type KnockFrameToHost,
  type KnockRefusal,
  knockVersion,
} from '../../protocol/knock-frames';
import type { Limits } from '../../protocol/limits';
import { cleanName } from '../../protocol/names';
import type { WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { memberReadLimiter } from '../socket/read-limiter';
import type { HubAccessControl } from './access-control';
import { type AdmissionSlot, networkOf } from './admission';
import { AttemptCounter, type AttemptLimits } from './attempt-counter';
import type { FrameSocket } from './frame-socket';
import { codeOf, commitmentOf } from './knock-code';
import { shortSocket } from './short-socket';

export interface KnockServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap | undefined;
  readonly access: Pick<HubAccessControl, 'pin' | 'state' | 'locked'>;
  /** Whether someone new would get in. */
  readonly vacancy: () => Vacancy;
}

/** Names as they were sent: both sides hash these, and show clean ones. */
type Nonce = Extract<KnockFrameToGuest, { readonly type: 'nonce' }>;
type FirstFrame = Extract<KnockFrameToHost, { readonly type: 'knock' }>;

/**
 * The knocks at a hub.
 *
 * 1. The room MUST NOT learn of a knock before its commitment is opened rightly.
 * 2. Every knock MUST count, also one that is never opened: each is a guess at the code.
 * 3. The token MUST be sent only by `accept`.
 */
export class KnockServer implements KnockListener {
  private readonly knocks = new Emitter<KnockLink>();
  readonly onKnock = this.knocks.event;
  private identity: (() => KnockIdentity) | undefined;
  private readonly counter: AttemptCounter;
  private readonly connections = new Set<HubKnock>();

  constructor(private readonly options: KnockServerOptions) {
    this.counter = new AttemptCounter(options.clock, knockLimits(options.limits));
  }

  /** Whether the room takes knocks now: otherwise TLS doesn't offer this protocol. */
  get isTaking(): boolean {
    return this.identity !== undefined;
  }

  /** Number of connections that are open. */
  get size(): number {
    return this.connections.size;
  }

  take(identity: (() => KnockIdentity) | undefined): void {
    this.identity = identity;
    if (!identity) this.refuseAll('no-knocks');
  }

  /** Handles a connection after its handshake. */
  accept(secure: TLSSocket, pass: AdmissionSlot, recordArrival: RecordArrival): void {
    const { clock, limits, tap } = this.options;
    const options = { clock, limits, tap, purpose: 'knock' } as const;
    const socket = shortSocket(secure, options, memberReadLimiter(clock, limits));
    const knock = new HubKnock(socket, {
      ...this.options,
      begin: (frame) => this.begin(frame, socket, recordArrival),
      obstacle: () => this.obstacle,
      onOpened: () => {
        // No flood of connections replaces one that the host has been shown.
        pass.markAuthenticated();
        this.knocks.fire(knock);
      },
      onRefused: (code) => {
        if (code === 'knocks-full') return;
        recordArrival('refused', code === 'knock-timeout' ? 'timed-out' : code);
      },
    });
    this.connections.add(knock);
    knock.onEnd(() => this.connections.delete(knock));
    knock.start();
  }

  close(code?: KnockRefusal): void {
    if (code) this.refuseAll(code);
    else for (const knock of [...this.connections]) knock.drop();
    this.knocks.dispose();
  }

  private refuseAll(code: KnockRefusal): void {
    for (const knock of [...this.connections]) knock.refuse(code);
  }

  /** Counts a knock. Returns what to answer, and what to call when its connection ends; or why it is refused. */
  private begin(
    { version }: FirstFrame,
    { remoteAddress }: FrameSocket,
    recordArrival: RecordArrival,
  ): Begun | KnockRefusal {
    const { identity, obstacle } = this;
    if (version !== knockVersion) return 'other-version';
    if (!identity || obstacle) return obstacle ?? 'no-knocks';
    recordArrival('knocked');
    const slot = this.counter.enter(networkOf(remoteAddress));
    if (!slot) return 'knocks-full';
    const { roomId, room, host } = identity();
    return { nonce: { type: 'nonce', h: newNumber(), roomId, room, host }, slot };
  }

  /** Why nobody could come in now. */
  private get obstacle(): KnockRefusal | undefined {
    const { access, vacancy } = this.options;
    if (access.locked) return 'room-locked';
    const found = vacancy();
    return found === 'seat' || found === 'line' ? undefined : found;
  }
}

interface Begun {
  readonly nonce: Nonce;
  readonly slot: Disposable;
}

interface HubKnockOptions extends KnockServerOptions {
  begin(frame: FirstFrame): Begun | KnockRefusal;
  obstacle(): KnockRefusal | undefined;
  onOpened(): void;
  /** It was refused in place of the nonce. */
  onRefused(code: KnockRefusal): void;
}

/** What the next frame must be. */
type Stage =
  | { readonly type: 'new' }
  | { readonly type: 'committed'; readonly first: FirstFrame; readonly nonce: Nonce }
  /** Nothing may follow. */
  | { readonly type: 'open' };

class HubKnock implements KnockLink {
  readonly address: string;
  name = '';
  code = '';
  expires = 0;
  private readonly ends = new Emitter<KnockEnd>();
  readonly onEnd = this.ends.event;
  private stage: Stage = { type: 'new' };
  private ended = false;
  private timer: Disposable;
  private slot: Disposable | undefined;

  constructor(
    private readonly socket: FrameSocket,
    private readonly options: HubKnockOptions,
  ) {
    this.address = socket.remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');
    this.timer = this.refuseAfter(options.limits.authenticationMs);
    socket.onLine((line) => this.receive(decodeToKnockHost(line)));
    socket.onProblem(() => this.refuse('bad-frame'));
    socket.onEnd(() => this.finish('gone'));
  }

  start(): void {
    this.socket.start();
  }

  accept(): void {
    if (this.ended) return;
    this.farewell({ type: 'accepted', token: this.options.access.state.token });
    this.finish('accepted');
  }

  refuse(code: KnockRefusal): void {
    if (this.ended) return;
    if (this.stage.type === 'new') this.options.onRefused(code);
    this.farewell({ type: 'refused', code });
    // To the host, a guest that breaks the protocol has left.
    this.finish(code === 'bad-frame' ? 'gone' : code);
  }

  /** Closes without sending anything. */
  drop(): void {
    this.socket.finish({ reason: 'local' });
  }

  private receive(frame: KnockFrameToHost | undefined): void {
    const { stage } = this;
    if (frame?.type === 'knock' && stage.type === 'new') this.begin(frame);
    else if (frame?.type === 'open' && stage.type === 'committed') this.open(frame.g, stage);
    else this.refuse('bad-frame');
  }

  private begin(first: FirstFrame): void {
    const begun = this.options.begin(first);
    if (typeof begun === 'string') {
      this.refuse(begun);
      return;
    }
    const { nonce, slot } = begun;
    this.slot = slot;
    this.stage = { type: 'committed', first, nonce };
    this.socket.write(encodeFrame(nonce));
  }

  private open(
    g: string,
    { first: { name, commit }, nonce }: Extract<Stage, { type: 'committed' }>,
  ): void {
    const { access, clock, limits, obstacle, onOpened } = this.options;
    const shown = Buffer.from(commitmentOf(name, g), 'base64url');
    const isRight = timingSafeEqual(shown, Buffer.from(commit, 'base64url'));
    const problem = isRight ? obstacle() : 'commit-mismatch';
    if (problem) {
      this.refuse(problem);
      return;
    }
    const { h, roomId, room, host } = nonce;
    this.code = codeOf({ pin: access.pin, roomId, room, host, name, commit, h, g });
    this.name = cleanName(name);
    this.stage = { type: 'open' };
    this.timer.dispose();
    this.timer = this.refuseAfter(limits.knockMs);
    this.expires = clock.now() + limits.knockMs;
    onOpened();
  }

  private refuseAfter(ms: number): Disposable {
    return this.options.clock.after(ms, () => this.refuse('knock-timeout'));
  }

  private farewell(frame: KnockFrameToGuest): void {
    void this.socket.close(encodeFrame(frame));
  }

  private finish(end: KnockEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.timer.dispose();
    this.slot?.dispose();
    this.ends.fire(end);
    this.ends.dispose();
  }
}

/** How long a knock counts, in ms. */
export const knockWindowMs = 10 * 60_000;

/**
 * Each knock is one guess at a code, whether it is opened or not, so those in ten minutes bound what someone between
 * the two sides can try.
 */
export function knockLimits({ openKnocks, newKnocks, newKnocksPerAddress }: Limits): AttemptLimits {
  return {
    open: openKnocks,
    recent: newKnocks,
    recentPerOrigin: newKnocksPerAddress,
    windowMs: knockWindowMs,
  };
}

function newNumber(): string {
  return randomBytes(32).toString('base64url');
}
