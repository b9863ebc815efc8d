import type { AccessChange, AccessControl } from '../../protocol/access';
import { maxKeysAtATime } from '../../protocol/frames';
import type { Notice } from '../../protocol/guest-link';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

type Keys = Extract<Notice, { readonly type: 'keys' }>;

export interface SuccessorKeysDeps {
  readonly access: AccessControl;
  readonly people: Pick<HostMembers, 'get' | 'host'>;
  readonly state: HostState;
}

/**
 * Tells those who may take over with which keys the members come to them, and who else may join there: everything when
 * they have been reached, and each change from then on.
 */
export class SuccessorKeys implements Disposable {
  /** The pins of those who have everything, by member. */
  private readonly informed = new Map<string, string>();
  private readonly store = new DisposableStore();

  constructor(private readonly deps: SuccessorKeysDeps) {
    this.store.add(deps.access.onDidChange((change) => this.changed(change)));
  }

  /** A member with this pin may take over, as of its present connection. */
  inform(member: string, pin: string): void {
    const { access, people, state } = this.deps;
    this.informed.set(member, pin);
    const keys = access.keysFor(pin, people.host.id);
    const { locked, maxClients: most } = state;
    this.tell(member, { keys: keys.slice(0, maxKeysAtATime), locked, most, all: true });
    for (let at = maxKeysAtATime; at < keys.length; at += maxKeysAtATime) {
      this.tell(member, { keys: keys.slice(at, at + maxKeysAtATime) });
    }
  }

  /** A member's connection has ended, or it may no longer take over. */
  forget(member: string): void {
    this.informed.delete(member);
  }

  /** The number of guests allowed has changed. */
  grown(): void {
    this.tellAll(() => ({ keys: [], most: this.deps.state.maxClients }));
  }

  dispose(): void {
    this.store.dispose();
  }

  private changed(change: AccessChange): void {
    const { access } = this.deps;
    switch (change.type) {
      case 'key':
        this.tellAll((pin) => ({ keys: [access.keyFor(pin, change)] }));
        break;
      case 'revoked':
        this.tellAll(() => ({ keys: [], gone: [change.member] }));
        break;
      case 'locked':
        this.tellAll(() => ({ keys: [], locked: change.locked }));
        break;
      // A successor has a token of its own.
      case 'token':
        break;
    }
  }

  private tellAll(news: (pin: string) => Omit<Keys, 'type'>): void {
    for (const [member, pin] of this.informed) this.tell(member, news(pin));
  }

  private tell(member: string, news: Omit<Keys, 'type'>): void {
    this.deps.people.get(member)?.link?.tell({ type: 'keys', ...news });
  }
}
