import type { WideEpoch, WideStream } from '../../protocol/wide';
import { maxTaken, type WideAct } from '../../protocol/wide-acts';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { EpochStreams } from './epoch-streams';
import type { LeftEpoch } from './epoch-walk';
import { inSlices } from './stream-reader';
import type { WideLink } from './wide-link';
import { outdated, type WideReducer } from './wide-reducer';
import { lostMark } from './wide-requests';

/** How often a move is tried, as long as people join meanwhile; the last one counts, whoever joins. */
const maxTries = 4;

/** How long those who can finish what another one began wait for that one, in ms. */
const finishMs = 10_000;

export interface EpochMovesDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly newToken: () => Promise<string>;
  readonly reducer: () => WideReducer | undefined;
  readonly link: () => WideLink | undefined;
  /** The present epoch. */
  readonly epoch: () => WideEpoch;
  readonly streams: Pick<EpochStreams, 'created' | 'creation'>;
}

/** Moves a wide room to other epochs, if this member is its owner or a moderator, and finishes what others began. */
export class EpochMoves implements Disposable {
  /** The epoch that this member left, as long as the next one may not say that it continues it. */
  private left: LeftEpoch | undefined;
  private finishing: Disposable | undefined;
  /** Until the log has what this member says at the beginning of the present epoch, if it says anything. */
  private continuing: Promise<unknown> = Promise.resolve();
  private readonly changes = new Emitter<void>();

  constructor(private readonly deps: EpochMovesDeps) {}

  /**
   * Moves the room to another epoch, with its members. Resolves to whether it is there; newcomers then find what was said
   * before.
   */
  async move(): Promise<boolean> {
    const { epoch, link, newToken, streams } = this.deps;
    if (!link() || !streams.creation) return false;
    const number = epoch().number + 1;
    let refusal: string | undefined = outdated;
    for (let tries = 1; refusal === outdated && tries <= maxTries; tries += 1) {
      // Someone who was removed meanwhile has got the last one.
      const next = { number, token: await newToken() };
      refusal = await this.publishMove(next, tries < maxTries);
    }
    // Someone else may have moved it there meanwhile.
    const isMoving = refusal === undefined || epoch().number >= number;
    if (!isMoving || !(await this.untilMoved(number))) return false;
    await this.continuing;
    return true;
  }

  /** The room has moved on from this epoch. */
  moved(left: LeftEpoch): void {
    this.left = left;
    this.changes.fire();
  }

  /**
   * Finishes moves, if this member can: says at the beginning of an epoch what it continues, for newcomers, and moves the
   * room on after someone was removed. Whoever began does that at once, others only if it doesn't.
   */
  finish(link: WideLink): void {
    const { clock, epoch, reducer, streams } = this.deps;
    const isOwn = this.left?.by === link.stream.member || streams.created === epoch().number;
    this.finishing?.dispose();
    if (isOwn) this.continueEpoch(link);
    this.finishing = clock.after(finishMs, () => {
      if (this.deps.link() !== link || !this.mayFinish(link)) return;
      if (reducer()?.permissions.hasRemoved) void this.move();
      else this.continueEpoch(link);
    });
  }

  /** The connection has ended. */
  ended(): void {
    this.dispose();
    this.changes.fire();
  }

  dispose(): void {
    this.finishing?.dispose();
  }

  /**
   * Publishes the move to another epoch, with its key for the members.
   * @param isCareful whether it doesn't count if someone has just joined who isn't among them
   * @returns why it doesn't count; undefined if it does
   */
  private async publishMove(next: WideEpoch, isCareful: boolean): Promise<string | undefined> {
    const { clock, link, newId, reducer } = this.deps;
    const stream = link()?.stream;
    const read = reducer();
    if (!stream || !read) return lostMark;
    const at = read.last;
    const keys: string[] = [];
    await inSlices(takenAlong(stream, read), clock, ({ id, box }) => {
      const sealed = stream.sealToken(next, id, box);
      if (sealed) keys.push(`${id}${sealed}`);
    });
    const act = { type: 'rekey', epoch: next.number, keys } as const;
    return link()?.requests.request(newId(), { ...act, ...(isCareful && { at }) }) ?? lostMark;
  }

  private untilMoved(number: number): Promise<boolean> {
    return new Promise((resolve) => {
      const check = () => {
        const isMoved = this.deps.epoch().number >= number;
        if (!isMoved && this.deps.link()) return;
        listening.dispose();
        resolve(isMoved);
      };
      const listening = this.changes.event(check);
      check();
    });
  }

  private mayFinish({ stream }: WideLink): boolean {
    const { reducer, streams } = this.deps;
    const read = reducer();
    if (!read || read.rekey || !streams.creation) return false;
    return read.permissions.decides(stream.member);
  }

  private continueEpoch(link: WideLink): void {
    const { left } = this;
    const reducer = this.deps.reducer();
    if (!left || !reducer || !this.mayFinish(link)) return;
    this.left = undefined;
    if (reducer.continued >= this.deps.epoch().number) return;
    const { chain, epoch } = left;
    const publish = (act: WideAct) => link.requests.request(this.deps.newId(), act);
    // First the rules: without them, newcomers don't know that a moderator may say what the epoch continues.
    const { rules } = reducer.permissions;
    const repeated = rules && publish({ type: 'repeat', entry: rules.proof });
    const continued = publish({
      ...{ type: 'continues', epoch: epoch.number, token: epoch.token },
      ...(chain && { chain: { seq: chain.seq, chain: chain.hash } }),
    });
    this.continuing = Promise.all([repeated, continued]);
  }
}

/**
 * Whom a move takes along: this member, which creates the next stream, whatever this one still has of it; who decides about
 * members; and of the others whoever joined first, because anyone with the invite can make up any number of members.
 */
function takenAlong(
  { box, member }: WideStream,
  { members, permissions }: WideReducer,
): readonly { readonly id: string; readonly box: string }[] {
  const rank = ({ id }: { readonly id: string }) => (permissions.decides(id) ? 0 : 1);
  const others = members.reachable
    .filter(({ id }) => id !== member)
    .sort((one, other) => rank(one) - rank(other));
  return [{ id: member, box }, ...others].slice(0, maxTaken);
}
