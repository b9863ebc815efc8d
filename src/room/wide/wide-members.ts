import { cleanName, UniqueNames } from '../../protocol/names';

/** A member of a wide room, as of the entries read. */
export interface WideMember {
  readonly id: string;
  /** As the others see it here: with a number if someone else has it. */
  readonly name: string;
  /** The name that the member gives. */
  readonly said: string;
  /** Its public X25519 key; undefined if the stream no longer has its `join`. */
  readonly box?: string;
  /** Number of its newest `join`; 0 if the stream no longer has it. */
  readonly joined: number;
}

/** A member that can be taken along into another epoch. */
export type ReachableMember = WideMember & { readonly box: string };

/** The members of a wide room, as of the entries read. Each one has a name of its own. */
export class WideMembers {
  private readonly byId = new Map<string, WideMember>();
  private readonly names = new UniqueNames();

  get count(): number {
    return this.byId.size;
  }

  /** In the order in which they joined or were introduced. */
  get all(): readonly WideMember[] {
    return [...this.byId.values()];
  }

  /** Those whose public key is known, so that they can be taken along into another epoch. */
  get reachable(): readonly ReachableMember[] {
    return this.all.filter((each): each is ReachableMember => each.box !== undefined);
  }

  get(id: string): WideMember | undefined {
    return this.byId.get(id);
  }

  /** The names that this member can't have. */
  namesExcept(id: string): readonly string[] {
    return this.all.filter((each) => each.id !== id).map(({ name }) => name);
  }

  /** Adds a member, or changes its name. Returns it if that is news. */
  introduce(id: string, name: string): WideMember | undefined {
    const said = cleanName(name);
    return this.byId.get(id)?.said === said ? undefined : this.rename(id, said);
  }

  /** @param said a valid name */
  rename(id: string, said: string): WideMember {
    return this.put(id, { joined: 0, ...this.byId.get(id), said });
  }

  /** A member's `join` was read. */
  join(id: string, name: string, { box, joined }: { box: string; joined: number }): WideMember {
    return this.put(id, { said: cleanName(name), box, joined });
  }

  /** Returns the member that was there. */
  delete(id: string): WideMember | undefined {
    const member = this.byId.get(id);
    if (member) this.names.release(member.name);
    this.byId.delete(id);
    return member;
  }

  private put(id: string, parts: Omit<WideMember, 'id' | 'name'>): WideMember {
    const before = this.byId.get(id);
    const isSame = before?.said === parts.said;
    if (before && !isSame) this.names.release(before.name);
    const name = isSame ? before.name : this.names.take(parts.said);
    const member = { ...parts, id, name };
    this.byId.set(id, member);
    return member;
  }
}
