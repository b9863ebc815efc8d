import type { Event } from '../util/event';

/** Decides who gets into a room by invite: by the token, or by a member's own key. */
export interface AccessControl {
  /** Everything about it; secret. A server opened with it lets in the same people. */
  readonly state: AccessState;
  /** SHA-256 of the certificate's DER, base64url without padding. */
  readonly pin: string;
  /** Makes a new token: invites given out before are dead, members stay. Whether that was kept. */
  resetInvite(keep: KeepAccess): boolean;
  /** While locked, the token lets nobody in; members come back with their keys. Whether that was kept. */
  lock(locked: boolean, keep: KeepAccess): boolean;
  /** The member's key is dead. Whether that was kept. */
  revoke(member: string, keep: KeepAccess): boolean;
  /** The member's key is dead, and so are the invites given out before. Whether that was kept. */
  expel(member: string, keep: KeepAccess): boolean;
  /** Fires when a change has taken effect. */
  readonly onDidChange: Event<AccessChange>;
}

export interface AccessState {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** 16 bytes, base64url without padding. */
  readonly token: string;
  readonly locked: boolean;
  readonly keys: readonly { readonly member: string; readonly hash: string }[];
}

export type AccessChange =
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'locked'; readonly locked: boolean }
  /** `hash`: SHA-256 of the key, base64url without padding. */
  | { readonly type: 'key'; readonly member: string; readonly hash: string }
  | { readonly type: 'revoked'; readonly member: string };

/** Keeps changes of access together, or none of them. Whether they are kept: only then they take effect. */
export type KeepAccess = (changes: readonly AccessChange[]) => boolean;
