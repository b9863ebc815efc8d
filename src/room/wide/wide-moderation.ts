import { normalizeMessageText } from '../../protocol/message-text';
import { NetError } from '../../protocol/net-error';
import type { WideControl, WideEpoch, WideRoute, WideStream } from '../../protocol/wide';
import {
  maxListed,
  maxModerators,
  maxTaken,
  type WideAct,
  type WideRules,
} from '../../protocol/wide-acts';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { inSlices } from './stream-reader';
import type { WideLink } from './wide-link';
import { outdated, type WideReducer } from './wide-reducer';
import { lostMark } from './wide-requests';

/** How often a move is tried, as long as people join meanwhile; the last one counts, whoever joins. */
const maxTries = 4;

/** Longest reason for removing someone, in UTF-16 units. */
const maxReasonLength = 500;

type Creation = NonNullable<WideRoute['creation']>;

export interface WideModerationDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly newToken: () => string;
  /** Id of this member. */
  readonly self: string;
  readonly reducer: () => WideReducer;
  readonly link: () => WideLink | undefined;
  readonly epoch: () => WideEpoch;
  /** What this member needs to create streams; undefined if it can't. */
  readonly creation: () => Creation | undefined;
}

/** What the owner and the moderators of a wide room can do. */
export class WideModeration implements WideControl {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;

  constructor(private readonly deps: WideModerationDeps) {}

  /** Id of this member. */
  get self(): string {
    return this.deps.self;
  }

  get isOwner(): boolean {
    return this.reducer.permissions.ownerId === this.self;
  }

  get locked(): boolean {
    return this.rules?.locked ?? false;
  }

  get moderators(): readonly string[] {
    return this.rules?.moderators.map(({ member }) => member) ?? [];
  }

  get epoch(): WideEpoch {
    return this.deps.epoch();
  }

  /** Something of the rules or the epoch is new. */
  changed(): void {
    this.changes.fire();
  }

  async lock(locked: boolean): Promise<boolean> {
    if (!this.isOwner) return false;
    if (!locked) return this.publishRules({ locked, members: undefined });
    // Someone may have joined just before.
    for (;;) {
      const members = this.reducer.members.all.map(({ id }) => id);
      if (members.length > maxListed) return false;
      if (!(await this.publishRules({ locked, members }))) return false;
      if (this.reducer.members.all.every(({ id }) => this.reducer.permissions.mayWrite(id)))
        return true;
    }
  }

  async remove(member: string, reason: string): Promise<boolean> {
    const { creation, self } = this.deps;
    const canRemove =
      creation() !== undefined &&
      member !== self &&
      member !== this.reducer.permissions.ownerId &&
      (this.isOwner || !this.reducer.permissions.isModerator(member));
    if (!canRemove) return false;
    const clean = normalizeMessageText(reason.trim().slice(0, maxReasonLength));
    if (this.isOwner && this.reducer.permissions.isModerator(member))
      await this.setModerator(member, false);
    const isRemoved = await this.publish({ type: 'remove', member, reason: clean });
    return isRemoved && this.rekey();
  }

  async resetInvite(): Promise<boolean> {
    return this.rekey();
  }

  async setModerator(member: string, on: boolean): Promise<boolean> {
    const creation = this.deps.creation();
    const stream = this.deps.link()?.stream;
    const box = this.reducer.members.get(member)?.box;
    const others = (this.rules?.moderators ?? []).filter((each) => each.member !== member);
    if (!this.isOwner || !stream) return false;
    if (!on) return this.publishRules({ moderators: others });
    if (!creation || box === undefined || others.length >= maxModerators) return false;
    const grant = stream.sealGrant(JSON.stringify(creation), member, box);
    return this.publishRules({ moderators: [...others, { member, grant }] });
  }

  /** Publishes the first rules of a new room. */
  found(room: string, most: number): Promise<boolean> {
    return this.publishRules({ room, most });
  }

  /** Moves the room to another epoch, with all its members. */
  async rekey(): Promise<boolean> {
    const { creation, epoch, link, newToken } = this.deps;
    if (!link() || !creation()) return false;
    const next = { number: epoch().number + 1, token: newToken() };
    let refusal: string | undefined = outdated;
    for (let tries = 1; refusal === outdated && tries <= maxTries; tries += 1) {
      refusal = await this.publishMove(next, tries < maxTries);
    }
    return refusal === undefined && this.untilMoved(next.number);
  }

  /**
   * Publishes the move to another epoch, with its key for all members.
   * @param isCareful whether it doesn't count if someone has just joined who isn't among them
   * @returns why it doesn't count; undefined if it does
   */
  private async publishMove(next: WideEpoch, isCareful: boolean): Promise<string | undefined> {
    const { clock, link, self } = this.deps;
    const stream = link()?.stream;
    if (!stream) return lostMark;
    const at = this.reducer.last;
    const members = this.reducer.members.all.flatMap(({ id, box }) => (box ? [{ id, box }] : []));
    // Without this member, nobody would create the stream.
    if (members.length > maxTaken || !members.some(({ id }) => id === self)) return 'too-many';
    const keys: string[] = [];
    await inSlices(members, clock, ({ id, box }) => {
      const sealed = stream.sealToken(next, id, box);
      if (sealed) keys.push(`${id}${sealed}`);
    });
    const act = { type: 'rekey', epoch: next.number, keys } as const;
    return this.refusalOf({ ...act, ...(isCareful && { at }) });
  }

  private untilMoved(number: number): Promise<boolean> {
    return new Promise((resolve) => {
      const check = () => {
        const isMoved = this.deps.epoch().number >= number;
        if (!isMoved && this.deps.link()) return;
        listening.dispose();
        resolve(isMoved);
      };
      const listening = this.onDidChange(check);
      check();
    });
  }

  private get reducer(): WideReducer {
    return this.deps.reducer();
  }

  private get rules(): WideRules | undefined {
    return this.reducer.permissions.rules?.rules;
  }

  private publishRules(change: Partial<WideRules>): Promise<boolean> {
    const { reducer, rules } = this;
    const before = rules ?? { room: '', most: maxTaken, locked: false, moderators: [] };
    const { members, ...rest } = { ...before, ...change };
    return this.publish({
      ...rest,
      ...(members && { members }),
      ...{ type: 'rules', version: (rules?.version ?? 0) + 1, at: reducer.last },
    });
  }

  /** Publishes something; resolves to whether it counts. */
  private async publish(act: WideAct): Promise<boolean> {
    return (await this.refusalOf(act)) === undefined;
  }

  /** Publishes something; resolves to why it doesn't count, or undefined. */
  private async refusalOf(act: WideAct): Promise<string | undefined> {
    const link = this.deps.link();
    if (!link) return lostMark;
    try {
      return await link.requests.request(this.deps.newId(), act);
    } catch {
      // The connection has ended.
      return lostMark;
    }
  }
}

/** What the owner sealed for this member, if it is a moderator; undefined if it isn't one. */
export function grantFor(reducer: WideReducer, stream: WideStream): Creation | undefined {
  const { moderators = [] } = reducer.permissions.rules?.rules ?? {};
  const grant = moderators.find(({ member }) => member === stream.member)?.grant;
  const opened = grant === undefined ? undefined : stream.openGrant(grant);
  return opened === undefined ? undefined : readGrant(opened);
}

function readGrant(grant: string): Creation | undefined {
  try {
    const { ownerKey, replicas } = JSON.parse(grant);
    const isSound = typeof ownerKey === 'string' && [1, 3, 5].includes(replicas);
    return isSound ? { ownerKey, replicas } : undefined;
  } catch {
    return undefined;
  }
}

/** Why a member can't come in. */
export function refusedEntry(code: 'room-locked' | 'room-full'): NetError {
  return new NetError(code, code === 'room-locked' ? 'the room is locked' : 'the room is full');
}
