import type { Event } from '../util/event';

/**
 * Decides who gets into an invite room: anyone with the token, and members with their own key. A change
 * takes effect only if `store` stores it; each method returns whether it did.
 */
export interface AccessControl {
  /** Its whole state; secret. A server opened with it lets in the same people. */
  readonly state: AccessState;
  /** SHA-256 of the certificate's DER, base64url without padding. */
  readonly pin: string;
  /** Makes a new token: earlier invites stop working, members stay. */
  resetInvite(store: StoreAccess): boolean;
  /** While locked, the token lets no one in; members can still come back with their keys. */
  lock(locked: boolean, store: StoreAccess): boolean;
  /** Revokes the member's key. */
  revoke(member: string, store: StoreAccess): boolean;
  /** Revokes the member's key and all earlier invites. */
  expel(member: string, store: StoreAccess): boolean;
  /**
   * The key of the host as a member: with the one that `successorKey` derives from it, the host comes to a successor.
   * Always the same, secret, and valid nowhere while this computer hosts the room.
   */
  readonly hostKey: string;
  /** What the successor with this pin needs to let in everyone who may come here, and the host. */
  keysFor(pin: string, hostId: string): readonly MemberKey[];
  /** What that successor needs to let in one member. @param key as the hub knows it */
  keyFor(pin: string, key: MemberKey): MemberKey;
  /** Lets in the members of a room that this computer takes over, and no others. */
  takeOver(keys: readonly MemberKey[], locked: boolean): void;
  /** Fires when a change has taken effect. */
  readonly onDidChange: Event<AccessChange>;
}

/** The state of an {@link AccessControl}; secret. */
export interface AccessState {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** 16 bytes, base64url without padding. */
  readonly token: string;
  readonly locked: boolean;
  readonly keys: readonly MemberKey[];
}

/** How others know a host. */
export interface HostIdentity {
  /** See {@link AccessControl.pin}. */
  readonly pin: string;
  /** See {@link AccessControl.hostKey}. */
  readonly hostKey: string;
}

/** What a hub knows of a member's key. */
export interface MemberKey {
  readonly member: string;
  /** SHA-256 of the key, base64url without padding. */
  readonly hash: string;
}

/** A member's key, and the pin of the hub where it is valid; secret. */
export interface HeldKey {
  readonly pin: string;
  readonly key: string;
}

/** A change of an {@link AccessState}. */
export type AccessChange =
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'locked'; readonly locked: boolean }
  /** `hash`: SHA-256 of the key, base64url without padding. */
  | { readonly type: 'key'; readonly member: string; readonly hash: string }
  | { readonly type: 'revoked'; readonly member: string };

/** Stores access changes, all or none. Returns whether they are stored: only then do they take effect. */
export type StoreAccess = (changes: readonly AccessChange[]) => boolean;
