import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccessChange, AccessControl, AccessState, KeepAccess } from '../../protocol/access';
import { BoundedMap } from '../../util/bounded-map';
import { Emitter } from '../../util/event';
import { createCertificate, pinOf } from './certificate';

/** Members' keys kept; of more, those issued first are dead. */
export const maxKeys = 2000;

/** Stands for the key of a member that nobody knows, so that a wrong one costs the same. */
const nobody = randomBytes(32);

/**
 * Decides who gets into a room by invite.
 *
 * 1. Secrets MUST be compared in a time that tells nothing about them, nor about who is a member.
 * 2. A member's key MUST NOT be kept, only its SHA-256.
 * 3. A change MUST NOT take effect before it is kept, nor at all when it can't be.
 */
export class HubAccessControl implements AccessControl {
  readonly pin: string;
  private readonly changes = new Emitter<AccessChange>();
  readonly onDidChange = this.changes.event;
  private readonly certificate: string;
  private readonly privateKey: string;
  private token: string;
  private isLocked: boolean;
  /** Hashes by member, in the order of their issue. */
  private readonly keys = new BoundedMap<string, Buffer>(maxKeys);

  constructor({ certificate, privateKey, token, locked, keys }: AccessState) {
    this.pin = pinOf(certificate);
    this.certificate = certificate;
    this.privateKey = privateKey;
    this.token = token;
    this.isLocked = locked;
    for (const { member, hash } of keys) this.keys.set(member, Buffer.from(hash, 'base64url'));
  }

  get state(): AccessState {
    const { certificate, privateKey, token, isLocked: locked } = this;
    const keys = Array.from(this.keys, ([member, hash]) => ({
      member,
      hash: hash.toString('base64url'),
    }));
    return { certificate, privateKey, token, locked, keys };
  }

  get locked(): boolean {
    return this.isLocked;
  }

  /** Whether this is the token of the invites that count. */
  knowsToken(token: string): boolean {
    return timingSafeEqual(sha256(token), sha256(this.token));
  }

  /** Whether this is the key the member was given. */
  knowsKey(member: string, key: string): boolean {
    const known = this.keys.get(member);
    // An unfinished journal may hold anything; the lengths have to agree to be compared.
    const usable = known?.length === nobody.length;
    return timingSafeEqual(sha256(key), usable ? known : nobody) && usable;
  }

  /** Makes the key a newcomer comes back with: 32 bytes, base64url without padding. Undefined when it cannot be kept. */
  issueKey(member: string, keep: KeepAccess): string | undefined {
    const key = randomBytes(32).toString('base64url');
    const hash = sha256(key).toString('base64url');
    return this.change([{ type: 'key', member, hash }], keep) ? key : undefined;
  }

  resetInvite(keep: KeepAccess): boolean {
    return this.change([newToken()], keep);
  }

  lock(locked: boolean, keep: KeepAccess): boolean {
    return locked === this.isLocked || this.change([{ type: 'locked', locked }], keep);
  }

  revoke(member: string, keep: KeepAccess): boolean {
    return !this.keys.has(member) || this.change([{ type: 'revoked', member }], keep);
  }

  expel(member: string, keep: KeepAccess): boolean {
    return this.change([{ type: 'revoked', member }, newToken()], keep);
  }

  private change(changes: readonly AccessChange[], keep: KeepAccess): boolean {
    if (!keep(changes)) return false;
    for (const change of changes) {
      this.apply(change);
      this.changes.fire(change);
    }
    return true;
  }

  private apply(change: AccessChange): void {
    switch (change.type) {
      case 'token':
        this.token = change.token;
        break;
      case 'locked':
        this.isLocked = change.locked;
        break;
      case 'key':
        this.keys.set(change.member, Buffer.from(change.hash, 'base64url'));
        break;
      case 'revoked':
        this.keys.delete(change.member);
        break;
    }
  }
}

/** Access control of a new room, to which nobody has an invite yet. */
export async function createAccessControl(): Promise<HubAccessControl> {
  const pair = await createCertificate();
  return new HubAccessControl({ ...pair, token: createToken(), locked: false, keys: [] });
}

/** 16 random bytes, base64url without padding. */
function createToken(): string {
  return randomBytes(16).toString('base64url');
}

function newToken(): AccessChange {
  return { type: 'token', token: createToken() };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
