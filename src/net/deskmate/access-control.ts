import {
  createHash,
  createHmac,
  createPrivateKey,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import * as v from 'valibot';
import type {
  AccessChange,
  AccessControl,
  AccessState,
  HostIdentity,
  MemberKey,
  StoreAccess,
} from '../../protocol/access';
import type { RecordArrival, Vacancy } from '../../protocol/arrival';
import { decodeToHub, encodeFrame } from '../../protocol/codec';
import { protocolVersion, toHub } from '../../protocol/frames';
import type { LogPosition } from '../../protocol/log-feed';
import { MutableAccess } from '../../protocol/mutable-access';
import type { ByeCode } from '../../protocol/net-error';
import { DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { createCertificate, pinOf } from './certificate';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';

/** Compared instead of the key of an unknown member, so that it takes the same time as a wrong key. */
const nobody = randomBytes(32);
const unknownHash = nobody.toString('base64url');

/**
 * Decides who gets into an invite room.
 *
 * 1. Secrets MUST be compared in a time that reveals nothing about them, nor about who is a member.
 * 2. A member's key MUST NOT be stored, only its SHA-256.
 * 3. A change MUST NOT take effect before it is stored, nor at all if it can't be.
 */
export class HubAccessControl implements AccessControl {
  readonly pin: string;
  private readonly changes = new Emitter<AccessChange>();
  readonly onDidChange = this.changes.event;
  private readonly current: MutableAccess;

  constructor(state: AccessState) {
    this.pin = pinOf(state.certificate);
    this.current = new MutableAccess(state);
  }

  get state(): AccessState {
    return this.current.state;
  }

  get locked(): boolean {
    return this.current.locked;
  }

  /** Whether this is the current invites' token. */
  knowsToken(token: string): boolean {
    return timingSafeEqual(sha256(token), sha256(this.current.token));
  }

  /** Whether this is the member's key. */
  knowsKey(member: string, key: string): boolean {
    const hash = this.current.keys.get(member);
    const known = Buffer.from(hash ?? unknownHash, 'base64url');
    // A damaged journal may hold anything, and only hashes of equal length can be compared.
    const usable = hash !== undefined && known.length === nobody.length;
    return timingSafeEqual(sha256(key), usable ? known : nobody) && usable;
  }

  /** Issues a newcomer's key: 32 bytes, base64url without padding. Undefined if it can't be stored. */
  issueKey(member: string, store: StoreAccess): string | undefined {
    const key = randomBytes(32).toString('base64url');
    const hash = hashOf(key);
    return this.change([{ type: 'key', member, hash }], store) ? key : undefined;
  }

  resetInvite(store: StoreAccess): boolean {
    return this.change([newToken()], store);
  }

  lock(locked: boolean, store: StoreAccess): boolean {
    return locked === this.current.locked || this.change([{ type: 'locked', locked }], store);
  }

  revoke(member: string, store: StoreAccess): boolean {
    return !this.current.keys.has(member) || this.change([{ type: 'revoked', member }], store);
  }

  expel(member: string, store: StoreAccess): boolean {
    return this.change([{ type: 'revoked', member }, newToken()], store);
  }

  get hostKey(): string {
    const der = createPrivateKey(this.current.privateKey).export({ type: 'pkcs8', format: 'der' });
    const hash = createHash('sha256').update(der).digest();
    return createHmac('sha256', hash).update(hostLabel).digest('base64url');
  }

  keysFor(pin: string, hostId: string): readonly MemberKey[] {
    const keys = new Map(this.current.keys);
    // Not the key with which it came to others before it was the host.
    keys.set(hostId, hashOf(this.hostKey));
    return Array.from(keys, ([member, hash]) => this.keyFor(pin, { member, hash }));
  }

  keyFor(pin: string, { member, hash }: MemberKey): MemberKey {
    return { member, hash: hashOf(keyAt(Buffer.from(hash, 'base64url'), pin)) };
  }

  takeOver(keys: readonly MemberKey[], locked: boolean): void {
    const members = new Set(keys.map(({ member }) => member));
    const gone = Array.from(this.current.keys.keys()).filter((member) => !members.has(member));
    const changes = [
      ...gone.map((member) => ({ type: 'revoked', member }) as const),
      ...keys.map((key) => ({ type: 'key', ...key }) as const),
    ];
    // The room's journal begins with the whole state.
    this.change([...changes, { type: 'locked', locked }], () => true);
  }

  private change(changes: readonly AccessChange[], store: StoreAccess): boolean {
    if (!store(changes)) return false;
    for (const change of changes) {
      this.current.take(change);
      this.changes.fire(change);
    }
    return true;
  }
}

/** How others know a host with this access control. */
export function identityOf(access: AccessState): HostIdentity {
  const { hostKey, pin } = new HubAccessControl(access);
  return { hostKey, pin };
}

/** Creates the access control of a new room, with a new certificate and token. */
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

function hashOf(key: string): string {
  return sha256(key).toString('base64url');
}

/** What the host's key is derived from, besides the private key. */
const hostLabel = 'deskmate-host/1';

/** What precedes the pin when a key is derived. */
const successorLabel = 'deskmate-successor/1';

/** @param hash SHA-256 of the member's key */
function keyAt(hash: Buffer, pin: string): string {
  return createHmac('sha256', hash).update(successorLabel).update(pin).digest('base64url');
}

/** The key with which a member comes to the successor with this pin, from its key to the host. */
export function successorKey(key: string, pin: string): string {
  return keyAt(sha256(key), pin);
}

/** Who a connection has authenticated as. */
export type Claim =
  /** Has the invite, and asks for this name. */
  | { readonly type: 'join'; readonly name: string }
  /** Has this member's key, and holds the log up to this position. */
  | {
      readonly type: 'resume';
      readonly member: string;
      readonly name: string;
      readonly position: LogPosition;
      /** The member's key, if it was among the others that the sender named. */
      readonly key?: string;
    };

/** An authenticated claim, if the sender wants to come in, or the code of the `bye` that refuses it. */
export type ClaimCheck =
  | { readonly ok: true; readonly claim?: Claim }
  | { readonly ok: false; readonly code: ByeCode };

export interface AuthenticationOptions extends Pick<FrameSocketOptions, 'clock' | 'limits'> {
  /** Whether this is the host's server; otherwise it's that of a member who may take over, and lets no one in. */
  readonly isOpen: () => boolean;
  /** Whether someone new would get in. */
  readonly vacancy: () => Vacancy;
  /** Called once for a connection that is refused, or only asked whether it could join. */
  readonly onAnswered: RecordArrival;
}

/**
 * Waits for a connection's first frame and calls back once if it authenticates the sender. Closes the
 * connection on any other frame, or if none comes in time. The callback subscribes to what follows.
 */
export function authenticate(
  socket: FrameSocket,
  access: HubAccessControl,
  { clock, limits, isOpen, vacancy, onAnswered }: AuthenticationOptions,
  onProven: (claim: Claim) => void,
): void {
  const store = new DisposableStore();
  const refuse = (code: ByeCode) => {
    store.dispose();
    onAnswered('refused', code);
    void socket.close(encodeFrame({ type: 'bye', code }));
  };
  store.add(clock.after(limits.authenticationMs, () => refuse('timed-out')));
  store.add(socket.onEnd(() => store.dispose()));
  store.add(socket.onProblem(({ code }) => refuse(code)));
  store.add(
    socket.onLine((line) => {
      const check = checkClaim(line, access, isOpen(), limits.jsonDepth);
      if (!check.ok) {
        refuse(check.code);
        return;
      }
      if (!check.claim) {
        const found = vacancy();
        if (found !== 'seat' && found !== 'line') return refuse(found);
        store.dispose();
        onAnswered('checked');
        void socket.close(encodeFrame({ type: 'checked', waits: found === 'line' }));
        return;
      }
      store.dispose();
      onProven(check.claim);
    }),
  );
}

/** Checks whether a connection's first line authenticates its sender. */
function checkClaim(
  line: string,
  access: HubAccessControl,
  isOpen: boolean,
  jsonDepth: number,
): ClaimCheck {
  const decoded = decodeToHub(line, jsonDepth);
  if (!decoded.ok) {
    const { code } = decoded;
    return refused(code === 'bad-json' || code === 'too-deep' ? code : faultOf(JSON.parse(line)));
  }
  const { frame } = decoded;
  if (frame.type !== 'join' && frame.type !== 'resume' && frame.type !== 'check') {
    return refused('not-authenticated');
  }
  if (frame.version !== protocolVersion) return refused('other-version');
  if (frame.type === 'resume') {
    // Members try everyone who may be the host now.
    if (!isOpen) return refused('host-away');
    const { type, member, key, keys = [], last, epoch, earlier, name = '' } = frame;
    const known = [key, ...keys].find((each) => access.knowsKey(member, each));
    if (known === undefined) return refused('bad-key');
    const claim = { type, member, name, position: { last, epoch, earlier } };
    return { ok: true, claim: known === key ? claim : { ...claim, key: known } };
  }
  // Check the token first: without it, the sender learns nothing about the room.
  if (!access.knowsToken(frame.token)) return refused('bad-token');
  // A former host: its invite doesn't lead to the room any more.
  if (!isOpen) return refused('other-host');
  if (access.locked) return refused('room-locked');
  if (frame.type === 'check') return { ok: true };
  return { ok: true, claim: { type: 'join', name: frame.name } };
}

/** Matches a claim of any version, with other fields unknown. */
const anyClaim = v.object({
  type: v.picklist(['join', 'resume', 'check']),
  version: v.optional(v.unknown()),
  token: v.optional(v.unknown()),
  member: v.optional(v.unknown()),
  key: v.optional(v.unknown()),
});

/** What is wrong with a first frame that doesn't match the schema. */
function faultOf(value: unknown): ByeCode {
  if (!v.is(anyClaim, value)) return 'not-authenticated';
  const { version, token, member, key } = value;
  if (typeof version === 'number' && version !== protocolVersion) return 'other-version';
  // Someone may have pasted half an invite: that has its own code.
  if (value.type !== 'resume') {
    return v.is(toHub.join.entries.token, token) ? 'not-authenticated' : 'bad-token';
  }
  const whole = v.is(toHub.resume.entries.member, member) && v.is(toHub.resume.entries.key, key);
  return whole ? 'not-authenticated' : 'bad-key';
}

function refused(code: ByeCode): ClaimCheck {
  return { ok: false, code };
}
