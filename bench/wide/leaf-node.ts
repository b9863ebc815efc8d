import { createUser } from '@nats-io/nkeys';
import { type NodeSettings, serverConfig } from '../../src/cli/wide/server-config';
import { keyOf, type ServerCredentials, type ServerKeys } from '../../src/net/wide/account';
import { encodeJwt, type JwtClaims } from '../../src/net/wide/jwt';

/** How a leaf node gets to a cluster. docs/WIDE-SCALE.md explains the settings. */
export interface LeafPlan {
  readonly keys: ServerKeys;
  readonly credentials: ServerCredentials;
  /** Where the cluster listens for leaf nodes. */
  readonly port: number;
  readonly tls: NodeSettings['tls'];
}

/** The cluster's JetStream has a name, because a leaf node passes on nothing for one without. */
const domain = 'rooms';

interface Template {
  readonly pub: { readonly allow: readonly string[] };
}

interface AccountClaims extends JwtClaims {
  readonly nats: JwtClaims['nats'] & {
    readonly limits: object;
    readonly signing_keys: readonly { readonly template: Template }[];
  };
}

/** The settings of a node that accepts leaf nodes. */
export function clusterWithLeaf(
  node: NodeSettings,
  { credentials, keys, port, tls }: LeafPlan,
): string {
  const jwts = withAccount(credentials, keys, (claims) => claims);
  return [
    serverConfig(node, { ...credentials, jwts }).replace(
      'jetstream {',
      `jetstream {\n  domain: ${domain}`,
    ),
    `leafnodes {\n  listen: "127.0.0.1:${port}"\n  ${tlsBlock(tls)}\n}\n`,
  ].join('\n');
}

/** The settings of a leaf node. @param file writes a file; returns its path */
export function leafConfig(
  node: NodeSettings,
  { credentials, keys, port, tls }: LeafPlan,
  file: (name: string, text: string) => string,
): string {
  const jwts = withAccount(credentials, keys, throughDomain);
  const user = file('leaf.creds', leafCredentials(keys));
  const remote = `{ url: "nats-leaf://127.0.0.1:${port}", credentials: "${user}", account: ${credentials.account}, ${tlsBlock(tls)} }`;
  const settings = serverConfig(node, { ...credentials, jwts });
  // It stores nothing.
  const own = settings.replace(/jetstream \{[^}]*\}\n/, '');
  return `${own}leafnodes {\n  remotes: [${remote}]\n}\n`;
}

/** Members use the same subjects everywhere. The leaf node's own JWT of the account adds the name of the cluster's JetStream. */
function throughDomain(claims: AccountClaims): AccountClaims {
  const { nats } = claims;
  const added = (subject: string) => subject.replace('$JS.API.', `$JS.${domain}.API.`);
  const keys = nats.signing_keys.map(({ template, ...key }) => {
    const { allow, ...pub } = template.pub;
    const both = [...new Set([...allow, ...allow.map(added)])];
    return { ...key, template: { ...template, pub: { ...pub, allow: both } } };
  });
  const mappings = { '$JS.API.>': [{ subject: added('$JS.API.>'), weight: 100 }] };
  return { ...claims, nats: { ...nats, signing_keys: keys, mappings } };
}

/** The JWTs, with an account that may have leaf nodes. */
function withAccount(
  { account, jwts }: ServerCredentials,
  keys: ServerKeys,
  change: (claims: AccountClaims) => AccountClaims,
): ServerCredentials['jwts'] {
  const [, part = ''] = jwts[account]?.split('.') ?? [];
  const parsed = JSON.parse(Buffer.from(part, 'base64url').toString()) as AccountClaims;
  const { sub, name, iat, nats } = parsed;
  const limits = { ...nats.limits, leaf: -1 };
  const claims = change({ sub, name, iat, nats: { ...nats, limits } });
  return { ...jwts, [account]: encodeJwt(claims, keyOf(keys, 'operator')) };
}

/** What lets a leaf node in: a user of the account without restrictions. */
function leafCredentials(keys: ServerKeys): string {
  const user = createUser();
  const jwt = encodeJwt(
    {
      ...{ sub: user.getPublicKey(), name: 'leaf', iat: Math.floor(Date.now() / 1000) },
      nats: { type: 'user', version: 2, pub: {}, sub: {}, subs: -1, data: -1, payload: -1 },
    },
    keyOf(keys, 'account'),
  );
  const block = (title: string, text: string) =>
    `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
  const seed = Buffer.from(user.getSeed()).toString();
  return `${block('NATS USER JWT', jwt)}\n${block('USER NKEY SEED', seed)}`;
}

function tlsBlock({ authority, chain, key }: NodeSettings['tls']): string {
  return `tls { cert_file: "${chain}", key_file: "${key}", ca_file: "${authority}", verify: true }`;
}
