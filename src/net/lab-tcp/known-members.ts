import { BoundedSet } from '../../util/bounded-map';
import type { Label } from '../lab-text/label';

/** Maximum number of names remembered: twice as many as a full hub has. A stream can invent any number of names. */
const maxNames = 1000;

/**
 * Who is in a hub's room, as far as its stream shows. A notice that contradicts it can't be from the hub:
 * someone wrote it in a message.
 */
export class KnownMembers {
  /** Everyone except the hub and ourselves, oldest first. */
  private readonly names = new BoundedSet<string>(maxNames);
  /** Whether the hub has announced that we joined. */
  private isSelfIn = false;

  /**
   * @param self our own name, as far as it is known
   * @param hosts names the hub may use for itself
   */
  constructor(
    private self: string,
    private readonly hosts: ReadonlySet<string>,
  ) {}

  /**
   * Whether the hub can have sent this label. Someone who leaves must be known, and someone who joins must
   * not be. The hub itself neither joins nor leaves, and we don't get a notice that we left. A message is
   * always possible.
   */
  admits({ kind, name }: Label): boolean {
    if (kind === 'message') return true;
    if (this.hosts.has(name)) return false;
    const isSelf = name === this.self;
    if (kind === 'left') return !isSelf && this.names.has(name);
    return isSelf ? !this.isSelfIn : !this.names.has(name);
  }

  /**
   * Records a label of the hub.
   * @param first whether nothing was received before it: then the member who joins is us, whatever the hub
   * calls us
   */
  update({ kind, name }: Label, first: boolean): void {
    if (kind === 'joined' && first) this.self = name;
    if (name === this.self) this.isSelfIn ||= kind === 'joined';
    else if (kind === 'left') this.names.delete(name);
    else if (!this.hosts.has(name) && !this.names.has(name)) this.names.add(name);
  }
}
