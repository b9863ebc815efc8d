import { BoundedSet } from '../../util/bounded-map';
import type { Label } from './label';

/** Names remembered: twice what a full hub has. A stream can invent names without end. */
const maxNames = 1000;

/**
 * Who is in a hub's room, as far as its stream tells. A notice that contradicts it cannot be the hub's:
 * somebody wrote it in a message.
 */
export class KnownMembers {
  /** All but the hub itself and ourselves, those who came first at the beginning. */
  private readonly names = new BoundedSet<string>(maxNames);
  /** Whether the hub has told of our own arrival. */
  private isSelfIn = false;

  /**
   * @param self our own name, as far as it is known here
   * @param hosts what the hub may call itself
   */
  constructor(
    private self: string,
    private readonly hosts: ReadonlySet<string>,
  ) {}

  /**
   * Whether the hub can have said this: who leaves is known, who comes is absent, and who speaks is there.
   * The hub itself neither comes nor goes, and who hears that they left has not.
   */
  admits({ kind, name }: Label): boolean {
    if (kind === 'message') return true;
    if (this.hosts.has(name)) return false;
    const isSelf = name === this.self;
    if (kind === 'left') return !isSelf && this.names.has(name);
    return isSelf ? !this.isSelfIn : !this.names.has(name);
  }

  /** @param first nothing was heard before it: then who comes in is ourselves, whatever the hub calls us */
  note({ kind, name }: Label, first: boolean): void {
    if (kind === 'joined' && first) this.self = name;
    if (name === this.self) this.isSelfIn ||= kind === 'joined';
    else if (kind === 'left') this.names.delete(name);
    else if (!this.hosts.has(name) && !this.names.has(name)) this.names.add(name);
  }
}
