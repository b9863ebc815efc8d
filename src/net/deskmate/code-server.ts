import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { RecordArrival, Vacancy } from '../../protocol/arrival';
import type { CodeRefusal } from '../../protocol/code-frames';
import type { Limits } from '../../protocol/limits';
import {
  type CodeIdentity,
  type CodeListener,
  type CodePause,
  maxWrongCodes,
  maxWrongPerAddress,
  type RoomCodeState,
} from '../../protocol/room-code';
import type { WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { memberReadLimiter } from '../socket/read-limiter';
import type { HubAccessControl } from './access-control';
import { AttemptCounter } from './attempt-counter';
import { CodeGuest, type GuestSession } from './code-guest';
import { type CPace, loadCPace, runInput } from './code-run';
import { shortSocket } from './short-socket';

export interface CodeServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap | undefined;
  readonly access: Pick<HubAccessControl, 'pin' | 'state' | 'locked'>;
  /** Whether someone new would get in. */
  readonly vacancy: () => Vacancy;
}

/** How long a run counts, in ms. */
export const codeWindowMs = 60_000;

/** A code, and who has entered wrong ones. */
interface CurrentCode extends RoomCodeState {
  readonly cpace: CPace;
  readonly identity: () => CodeIdentity;
  /** By address. Not by network: all computers of a class may share an IPv6 network. */
  readonly wrongBy: ReadonlyMap<string, number>;
}

/**
 * The room code of a hub, and the guests who enter it.
 *
 * 1. The token MUST be sent only to a guest that has proved that it knows the code, over a run that has this room's
 *    pin in it.
 * 2. The hub MUST prove nothing to a guest before the guest has proved that. So a guest learns whether one guess is
 *    right only where that counts as a wrong code.
 * 3. After {@link maxWrongCodes} wrong codes, or {@link maxWrongPerAddress} of an address, no proof is looked at.
 */
export class CodeServer implements CodeListener {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private current: CurrentCode | undefined;
  private readonly counter: AttemptCounter;
  private readonly guests = new Set<CodeGuest>();
  private opening = 0;
  private isClosed = false;

  constructor(private readonly options: CodeServerOptions) {
    const { openCodes, newCodes, newCodesPerAddress } = options.limits;
    this.counter = new AttemptCounter(options.clock, {
      open: openCodes,
      recent: newCodes,
      recentPerOrigin: newCodesPerAddress,
      windowMs: codeWindowMs,
    });
  }

  get state(): RoomCodeState | undefined {
    return this.current;
  }

  /** Number of connections that are open. */
  get size(): number {
    return this.guests.size;
  }

  async open(identity: () => CodeIdentity): Promise<void> {
    this.opening += 1;
    const { opening } = this;
    const cpace = await loadCPace();
    if (this.isClosed || opening !== this.opening) return;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.set({ code, wrong: 0, cpace, identity, wrongBy: new Map() });
    this.refuseAll('code-changed');
  }

  pause(why: CodePause): void {
    if (!this.current || this.current.paused) return;
    this.set({ ...this.current, paused: why });
    this.refuseAll('code-paused');
  }

  stop(): void {
    this.opening += 1;
    if (!this.current) return;
    this.set(undefined);
    this.refuseAll('no-code');
  }

  /** Handles a connection after its handshake. */
  accept(secure: TLSSocket, recordArrival: RecordArrival): void {
    const { clock, limits, tap } = this.options;
    const options = { clock, limits, tap, purpose: 'room-code' } as const;
    const socket = shortSocket(secure, options, memberReadLimiter(clock, limits));
    const guest: CodeGuest = new CodeGuest(socket, clock, limits.authenticationMs, {
      begin: () => this.begin(guest.address, recordArrival),
      obstacle: () => this.obstacle,
      isRight: (shown, expected) => this.check(guest.address, shown, expected),
      token: () => this.options.access.state.token,
      onRefusedFirst: (code) =>
        recordArrival('refused', code === 'code-timeout' ? 'timed-out' : code),
    });
    this.guests.add(guest);
    guest.onEnd(() => this.guests.delete(guest));
    guest.start();
  }

  close(code?: CodeRefusal): void {
    this.isClosed = true;
    if (code) this.refuseAll(code);
    else for (const guest of [...this.guests]) guest.drop();
    this.changes.dispose();
  }

  private set(next: CurrentCode | undefined): void {
    this.current = next;
    this.changes.fire();
  }

  private refuseAll(code: CodeRefusal): void {
    for (const guest of [...this.guests]) guest.refuse(code);
  }

  /** Begins a run, or says why it is refused. */
  private begin(address: string, recordArrival: RecordArrival): GuestSession | CodeRefusal {
    const { current, obstacle } = this;
    if (!current || obstacle) return obstacle ?? 'no-code';
    if ((current.wrongBy.get(address) ?? 0) >= maxWrongPerAddress) return 'no-tries';
    const slot = this.counter.enter(address);
    if (!slot) return 'codes-busy';
    recordArrival('room-code');
    const sid = randomBytes(32).toString('base64url');
    const { roomId, room, host } = current.identity();
    const { pin } = this.options.access;
    return {
      frame: { type: 'session', sid, roomId, room, host },
      slot,
      side: () => new current.cpace.CPaceSide(runInput(current.code, pin, roomId, sid)),
    };
  }

  /** Compares proofs, and counts a wrong one. Returns true, or how many tries the address has left. */
  private check(address: string, shown: Buffer, expected: Buffer): true | number {
    if (timingSafeEqual(shown, expected)) return true;
    const { current } = this;
    if (!current) return 0;
    const wrongHere = (current.wrongBy.get(address) ?? 0) + 1;
    const wrongBy = new Map(current.wrongBy).set(address, wrongHere);
    const wrong = current.wrong + 1;
    const isLast = wrong >= maxWrongCodes;
    const paused = isLast ? ({ paused: 'guesses' } as const) : {};
    this.set({ ...current, wrong, wrongBy, lastWrong: address, ...paused });
    if (isLast) this.refuseAll('code-paused');
    return maxWrongPerAddress - wrongHere;
  }

  /** Why nobody could come in now. */
  private get obstacle(): CodeRefusal | undefined {
    const { access, vacancy } = this.options;
    if (this.current?.paused) return 'code-paused';
    if (access.locked) return 'room-locked';
    const found = vacancy();
    return found === 'seat' || found === 'line' ? undefined : found;
  }
}
