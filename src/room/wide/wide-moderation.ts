import { normalizeMessageText } from '../../protocol/message-text';
import type { WideControl, WideEpoch, WideRoute, WideStream } from '../../protocol/wide';
import {
  maxListed,
  maxModerators,
  maxTaken,
  type WideAct,
  type WideRules,
} from '../../protocol/wide-acts';
import { Emitter } from '../../util/event';
import type { EpochMoves } from './epoch-moves';
import type { EpochStreams } from './epoch-streams';
import type { WideLink } from './wide-link';
import type { WideReducer } from './wide-reducer';

/** Longest reason for removing someone, in UTF-16 units. */
const maxReasonLength = 500;

type Creation = NonNullable<WideRoute['creation']>;

export interface WideModerationDeps {
  readonly newId: () => string;
  /** Id of this member. */
  readonly self: string;
  readonly reducer: () => WideReducer;
  readonly link: () => WideLink | undefined;
  readonly epoch: () => WideEpoch;
  readonly moves: Pick<EpochMoves, 'move'>;
  readonly streams: Pick<EpochStreams, 'creation'>;
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
    const { moves, self, streams } = this.deps;
    const canRemove =
      streams.creation !== undefined &&
      member !== self &&
      member !== this.reducer.permissions.ownerId &&
      (this.isOwner || !this.reducer.permissions.isModerator(member));
    if (!canRemove) return false;
    const clean = normalizeMessageText(reason.trim().slice(0, maxReasonLength));
    if (this.isOwner && this.reducer.permissions.isModerator(member))
      await this.setModerator(member, false);
    const isRemoved = await this.publish({ type: 'remove', member, reason: clean });
    return isRemoved && moves.move();
  }

  resetInvite(): Promise<boolean> {
    return this.deps.moves.move();
  }

  async setModerator(member: string, on: boolean): Promise<boolean> {
    const { creation } = this.deps.streams;
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
    const link = this.deps.link();
    return (
      link !== undefined && (await link.requests.request(this.deps.newId(), act)) === undefined
    );
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
