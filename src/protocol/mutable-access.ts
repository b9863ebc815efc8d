import { BoundedMap } from '../util/bounded-map';
import type { AccessChange, AccessState } from './access';

/** Maximum number of member keys. Beyond that, the oldest are dropped. */
export const maxMemberKeys = 2000;

/** An access state to which changes are applied: at a hub as they happen, or from a journal. */
export class MutableAccess {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  token: string;
  locked: boolean;
  /**
   * Hashes of keys in base64url by member, oldest first. Not as buffers: each would keep the 8 KiB alive that
   * Node cuts small buffers from.
   */
  private readonly hashes = new BoundedMap<string, string>(maxMemberKeys);

  constructor({ certificate, privateKey, token, locked, keys }: AccessState) {
    this.certificate = certificate;
    this.privateKey = privateKey;
    this.token = token;
    this.locked = locked;
    for (const { member, hash } of keys) this.hashes.set(member, hash);
  }

  get keys(): ReadonlyMap<string, string> {
    return this.hashes;
  }

  get state(): AccessState {
    const { certificate, privateKey, token, locked } = this;
    const keys = Array.from(this.hashes, ([member, hash]) => ({ member, hash }));
    return { certificate, privateKey, token, locked, keys };
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
        this.hashes.set(change.member, change.hash);
        break;
      case 'revoked':
        this.hashes.delete(change.member);
        break;
    }
  }
}
