import type { AccessChange, AccessState } from '../../protocol/access';

/** An access state to which the changes in a journal are applied. */
export class AccessReplay {
  private token: string;
  private locked: boolean;
  private readonly keys: Map<string, string>;

  constructor(private readonly first: AccessState) {
    this.token = first.token;
    this.locked = first.locked;
    this.keys = new Map(first.keys.map(({ member, hash }) => [member, hash]));
  }

  get state(): AccessState {
    const { first, token, locked } = this;
    const keys = Array.from(this.keys, ([member, hash]) => ({ member, hash }));
    return { ...first, token, locked, keys };
  }

  take(change: AccessChange): void {
    switch (change.type) {
      case 'token':
        this.token = change.token;
        break;
      case 'locked':
        this.locked = change.locked;
        break;
      case 'key':
        this.keys.set(change.member, change.hash);
        break;
      case 'revoked':
        this.keys.delete(change.member);
        break;
    }
  }
}
