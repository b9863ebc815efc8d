import { NetError } from '../../protocol/net-error';
import type { OpenedEntry, WideStream } from '../../protocol/wide';
import { readAct, type WideAct, type WideRules } from '../../protocol/wide-acts';

/** The rules that hold, and the entry that said so last. */
export interface KnownRules {
  readonly rules: WideRules;
  /** Number of the newest entry with them: `rules`, or a `repeat` of it. */
  readonly seq: number;
  /** The entry with them, to be published again. */
  readonly proof: string;
}

export interface WidePermissionsDeps {
  /** The owner's public signing key. */
  readonly pin: string;
  /** See {@link WideStream.open}. */
  readonly open: WideStream['open'];
}

/** That a member was removed: why, and by whom. */
export interface Removal {
  readonly reason: string;
  readonly by: { readonly member: string; readonly name: string };
}

type Refusal = 'not-yours' | 'bad-frame' | 'room-locked' | 'removed';

/** Who may do what in a wide room, as of the entries read: the owner, the rules that hold, and who was removed. */
export class WidePermissions {
  private owner: string | undefined;
  private known: KnownRules | undefined;
  /** Who was removed in this epoch. */
  private readonly removed = new Map<string, Removal>();

  constructor(private readonly deps: WidePermissionsDeps) {}

  /** Id of the owner; undefined as long as nothing of it was read. */
  get ownerId(): string | undefined {
    return this.owner;
  }

  get rules(): KnownRules | undefined {
    return this.known;
  }

  /** Whether someone was removed in this epoch, so that the room has to move on. */
  get hasRemoved(): boolean {
    return this.removed.size > 0;
  }

  /** How this member was removed in this epoch; undefined if it wasn't. */
  removal(id: string): Removal | undefined {
    return this.removed.get(id);
  }

  isModerator(id: string): boolean {
    return this.known?.rules.moderators.some(({ member }) => member === id) ?? false;
  }

  /** Whether this member decides about others: the owner, or a moderator. */
  decides(id: string): boolean {
    return id === this.owner || this.isModerator(id);
  }

  /** Whether the rules let this member write, and come in. */
  mayWrite(id: string): boolean {
    if (id === this.owner) return true;
    if (this.removed.has(id)) return false;
    const rules = this.known?.rules;
    return !rules?.locked || this.isModerator(id) || (rules.members?.includes(id) ?? false);
  }

  /** Why the rules don't let this author do this; undefined if they do. */
  refusal(author: string, act: WideAct): Refusal | undefined {
    // The owner's signature is in it, so it doesn't matter who publishes it.
    if (act.type === 'repeat' || this.mayWrite(author)) return undefined;
    return act.type === 'join' && !this.removed.has(author) ? 'room-locked' : 'removed';
  }

  /** Notes the owner, if this entry is its own. */
  meet({ author, key }: Pick<OpenedEntry, 'author' | 'key'>): void {
    if (key === this.deps.pin) this.owner = author;
  }

  /** Takes new rules. Returns why they don't count. */
  learn(author: string, rules: WideRules, proof: string, seq: number): Refusal | undefined {
    if (author !== this.owner) return 'not-yours';
    if (rules.version <= this.version) return 'bad-frame';
    this.known = { rules, seq, proof };
    return undefined;
  }

  /** Takes rules that someone has published again. Returns why they don't count. */
  repeat(proof: string, seq: number): Refusal | undefined {
    const opened = this.deps.open(proof);
    const act = opened && readAct(opened.act);
    if (opened?.key !== this.deps.pin || act?.type !== 'rules') return 'bad-frame';
    this.meet(opened);
    if (act.version !== this.version || !this.known) {
      return this.learn(opened.author, act, proof, seq);
    }
    this.known = { ...this.known, seq };
    return undefined;
  }

  /** Removes a member. Returns why that doesn't count. */
  remove(target: string, removal: Removal): Refusal | undefined {
    const author = removal.by.member;
    const isProtected =
      target === this.owner || (author !== this.owner && this.isModerator(target));
    if (!this.decides(author) || isProtected) return 'not-yours';
    this.removed.set(target, removal);
    return undefined;
  }

  /** Forgets who was removed: a new epoch begins without them. */
  begin(): void {
    this.removed.clear();
  }

  private get version(): number {
    return this.known?.rules.version ?? 0;
  }
}

/** Tells a member that it was removed, why, and by whom. */
export function removedError({ by, reason }: Removal): NetError {
  return new NetError('removed', reason, { by: by.name });
}
