import type { Door, DoorChange, DoorState } from '../../src/net/transport';
import { Emitter } from '../../src/util/event';

/** A door without secrets worth the name. */
export class FakeDoor implements Door {
  readonly pin = 'pin'.padEnd(43, '0');
  private readonly changes = new Emitter<DoorChange>();
  readonly onDidChange = this.changes.event;
  state: DoorState;
  private tokens = 0;

  constructor(state?: DoorState) {
    this.state = state ?? {
      certificate: 'certificate',
      privateKey: 'private key',
      token: 'token0'.padEnd(22, '0'),
      locked: false,
      keys: [],
    };
  }

  issueKey(member: string): void {
    const hash = `hash of ${member}`;
    this.changes.fire({ type: 'key', member, hash });
    this.state = { ...this.state, keys: [...this.state.keys, { member, hash }] };
  }

  resetInvite(): void {
    this.tokens += 1;
    const token = `token${this.tokens}`.padEnd(22, '0');
    this.changes.fire({ type: 'token', token });
    this.state = { ...this.state, token };
  }

  lock(locked: boolean): void {
    if (locked === this.state.locked) return;
    this.changes.fire({ type: 'locked', locked });
    this.state = { ...this.state, locked };
  }

  revoke(member: string): void {
    if (!this.state.keys.some((key) => key.member === member)) return;
    this.changes.fire({ type: 'revoked', member });
    this.state = {
      ...this.state,
      keys: this.state.keys.filter((key) => key.member !== member),
    };
  }
}
