import { randomBytes } from 'node:crypto';
import { encodeJwt } from './jwt';
import { type NKey, type NKeyKind, nkeyOf, parseSeed } from './nkey';

/**
 * The keys of a server for wide rooms: of its operator, who signs accounts; of the account that has the rooms; of that
 * account's two scoped signing keys; of the system account and a user of each account, for administration. Seeds, which are
 * secret.
 */
export interface ServerKeys {
  readonly operator: string;
  readonly system: string;
  readonly systemUser: string;
  readonly account: string;
  readonly accountUser: string;
  readonly member: string;
  readonly owner: string;
}

/** What the account may use, on the whole cluster. */
export interface AccountLimits {
  /** Connections at a time. */
  readonly connections: number;
  /** Streams: a room has one for each epoch. */
  readonly streams: number;
  /** Bytes on disk, all replicas together. */
  readonly storage: number;
}

/** What the server's settings contain: JWTs of the operator and of both accounts, and the public keys of these. */
export interface ServerCredentials {
  readonly operator: string;
  readonly systemAccount: string;
  readonly account: string;
  readonly jwts: Readonly<Record<string, string>>;
}

/** What each key is the key of. */
const kinds: Readonly<Record<keyof ServerKeys, NKeyKind>> = {
  operator: 'operator',
  system: 'account',
  systemUser: 'user',
  account: 'account',
  accountUser: 'user',
  member: 'account',
  owner: 'account',
};

export function newServerKeys(): ServerKeys {
  const seeds = Object.entries(kinds).map(([name, kind]) => [
    name,
    nkeyOf(kind, randomBytes(32)).seed,
  ]);
  return Object.fromEntries(seeds);
}

/** Each member has its own user, with a few subscriptions. */
const memberLimits = { subs: 100, data: -1, payload: 256 * 1024 };

const noLimits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true };

/**
 * Subjects of a room: the name of a user is that of its stream. The server puts in only whole tokens before version 2.11,
 * so the stream can't have a prefix in its name.
 */
const room = 'dm.{{name()}}';

const memberPublishes = [
  `${room}.log.{{subject()}}`,
  `${room}.now.{{subject()}}.>`,
  '$JS.API.STREAM.INFO.{{name()}}',
  '$JS.API.DIRECT.GET.{{name()}}',
  '$JS.API.DIRECT.GET.{{name()}}.>',
];

const ownerPublishes = [...memberPublishes, '$JS.API.STREAM.CREATE.{{name()}}'];

const memberSubscribes = [
  `${room}.out.>`,
  `${room}.now.*.all`,
  `${room}.now.*.to.{{subject()}}`,
  '_INBOX.{{subject()}}.>',
];

/**
 * Members choose their names, and `*` would fit all rooms. With that name this denies them all, because the second `*` fits
 * `out`, `now` and `log`; with the name of a stream it fits none of these.
 */
const wildcardNames = [`${room}.{{name()}}.>`];

/** Signs what the server's settings contain. docs/WIDE.md lists the permissions. */
export function serverCredentials(
  keys: ServerKeys,
  name: string,
  limits: AccountLimits,
  now = Date.now(),
): ServerCredentials {
  const iat = Math.floor(now / 1000);
  const operator = keyOf(keys, 'operator');
  const [system, account] = [keyOf(keys, 'system').public, keyOf(keys, 'account').public];
  const version = 2 as const;
  const systemJwt = encodeJwt(
    {
      ...{ sub: system, name: 'system', iat },
      nats: { type: 'account', version, limits: { ...noLimits, conn: -1, leaf: -1 } },
    },
    operator,
  );
  const accountJwt = encodeJwt(
    {
      ...{ sub: account, name, iat },
      nats: {
        ...{ type: 'account', version },
        limits: {
          ...{ ...noLimits, conn: limits.connections, leaf: 0, disallow_bearer: true },
          ...{ mem_storage: 0, disk_storage: limits.storage, streams: limits.streams, consumer: 1 },
        },
        signing_keys: [
          scope(keyOf(keys, 'member').public, 'member', memberPublishes),
          scope(keyOf(keys, 'owner').public, 'owner', ownerPublishes),
        ],
      },
    },
    operator,
  );
  const operatorJwt = encodeJwt(
    {
      // A server that runs takes no other JWT of its operator, and then none of the accounts either.
      ...{ sub: operator.public, name: 'operator', iat: 0 },
      nats: { type: 'operator', version, system_account: system },
    },
    operator,
  );
  return {
    ...{ operator: operatorJwt, systemAccount: system, account },
    jwts: { [system]: systemJwt, [account]: accountJwt },
  };
}

function scope(key: string, role: string, publishes: readonly string[]): object {
  const template = {
    pub: { allow: publishes, deny: wildcardNames },
    sub: { allow: memberSubscribes, deny: wildcardNames },
    ...memberLimits,
  };
  return { kind: 'user_scope', key, role, template };
}

/**
 * Credentials of an administrator, as the file that NATS programs take. Of the system account: whoever has it can watch and
 * administer the nodes. Of the account: whoever has it can list, back up, restore and delete rooms, which it can't read.
 */
export function adminCredentials(
  keys: ServerKeys,
  of: 'system' | 'account',
  now = Date.now(),
): string {
  const name = of === 'system' ? 'systemUser' : 'accountUser';
  const { subs, data, payload } = noLimits;
  const jwt = encodeJwt(
    {
      ...{ sub: keyOf(keys, name).public, name: 'admin', iat: Math.floor(now / 1000) },
      nats: { type: 'user', version: 2, pub: {}, sub: {}, subs, data, payload },
    },
    keyOf(keys, of),
  );
  const block = (title: string, text: string) =>
    `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
  return `${block('NATS USER JWT', jwt)}\n${block('USER NKEY SEED', keys[name])}`;
}

/** The public key of the account, which clients name. */
export function accountKey(keys: ServerKeys): string {
  return keyOf(keys, 'account').public;
}

/** @throws {Error} if a seed isn't one */
export function keyOf(keys: ServerKeys, name: keyof ServerKeys): NKey {
  const key = parseSeed(kinds[name], keys[name]);
  if (!key) throw new Error(`the key “${name}” is damaged`);
  return key;
}
