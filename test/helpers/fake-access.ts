import type {
  AccessChange,
  AccessControl,
  AccessState,
  MemberKey,
  StoreAccess,
} from '../../src/protocol/access';
import { Emitter } from '../../src/util/event';

/** Access control with predictable secrets. */
export class FakeAccess implements AccessControl {
  readonly pin = 'pin'.padEnd(43, '0');
  readonly hostKey = 'host key';
  private readonly changes = new Emitter<AccessChange>();
  readonly onDidChange = this.changes.event;
  state: AccessState;
  private tokens = 0;

  constructor(state?: AccessState) {
    this.state = state ?? {
      certificate: 'certificate',
      privateKey: 'private key',
      token: 'token0'.padEnd(22, '0'),
      locked: false,
      keys: [],
    };
  }

  issueKey(member: string, store: StoreAccess): boolean {
    return this.change([{ type: 'key', member, hash: `hash of ${member}` }], store);
  }

  resetInvite(store: StoreAccess): boolean {
    return this.change([this.newToken()], store);
  }

  lock(locked: boolean, store: StoreAccess): boolean {
    return locked === this.state.locked || this.change([{ type: 'locked', locked }], store);
  }

  revoke(member: string, store: StoreAccess): boolean {
    const known = this.state.keys.some((key) => key.member === member);
    return !known || this.change([{ type: 'revoked', member }], store);
  }

  expel(member: string, store: StoreAccess): boolean {
    return this.change([{ type: 'revoked', member }, this.newToken()], store);
  }

  keysFor(pin: string, hostId: string): readonly MemberKey[] {
    const keys = [...this.state.keys, { member: hostId, hash: 'hash of host key' }];
    return keys.map((key) => this.keyFor(pin, key));
  }

  keyFor(pin: string, { member, hash }: MemberKey): MemberKey {
    return { member, hash: `${hash} at ${pin}` };
  }

  takeOver(keys: AccessState['keys'], locked: boolean): void {
    this.state = { ...this.state, keys, locked };
  }

  private newToken(): AccessChange {
    this.tokens += 1;
    return { type: 'token', token: `token${this.tokens}`.padEnd(22, '0') };
  }

  private change(changes: readonly AccessChange[], store: StoreAccess): boolean {
    if (!store(changes)) return false;
    for (const change of changes) {
      this.state = changed(this.state, change);
      this.changes.fire(change);
    }
    return true;
  }
}

function changed(state: AccessState, change: AccessChange): AccessState {
  switch (change.type) {
    case 'token':
      return { ...state, token: change.token };
    case 'locked':
      return { ...state, locked: change.locked };
    case 'key':
      return { ...state, keys: [...state.keys, { member: change.member, hash: change.hash }] };
    case 'revoked':
      return { ...state, keys: state.keys.filter(({ member }) => member !== change.member) };
  }
}
