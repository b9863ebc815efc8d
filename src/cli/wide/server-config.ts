import type { ServerCredentials } from '../../net/wide/account';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';

/** One node of a server for wide rooms. */
export interface NodeSettings {
  readonly name: string;
  /** Where it listens for clients. */
  readonly listen: Endpoint;
  /** Where clients reach it, if it isn't where it listens. */
  readonly advertise?: Endpoint | undefined;
  /** Where monitoring is: it has no access control, so on this computer only. */
  readonly monitor: Endpoint;
  /** Folder of its streams. */
  readonly store: string;
  /** Most bytes in that folder. */
  readonly maxStore: number;
  /** PEM files: its chain, its key, and the authority. */
  readonly tls: { readonly chain: string; readonly key: string; readonly authority: string };
  readonly cluster?: ClusterSettings | undefined;
}

export interface ClusterSettings {
  readonly name: string;
  /** Where it listens for the other nodes. */
  readonly listen: Endpoint;
  /** Where the nodes listen for each other, this one included: a new cluster takes its size from their number. */
  readonly routes: readonly Endpoint[];
}

/** The settings of a node, as nats-server reads them. docs/WIDE-SERVER.md explains those that matter. */
export function serverConfig(node: NodeSettings, credentials: ServerCredentials): string {
  const { cluster, tls } = node;
  const files = [`cert_file: ${text(tls.chain)}`, `key_file: ${text(tls.key)}`];
  return [
    `server_name: ${text(node.name)}`,
    `listen: ${text(formatEndpoint(node.listen))}`,
    ...(node.advertise ? [`client_advertise: ${text(formatEndpoint(node.advertise))}`] : []),
    `http: ${text(formatEndpoint(node.monitor))}`,
    // Who vanishes is noticed within a minute.
    'ping_interval: "20s"',
    // How long it takes to hand its clients over before an upgrade.
    'lame_duck_duration: "30s"',
    'lame_duck_grace_period: "5s"',
    ...block('tls', [...files, 'min_version: "1.3"', 'timeout: 10']),
    ...block('jetstream', [
      `store_dir: ${text(node.store)}`,
      `max_file_store: ${node.maxStore}`,
      'max_memory_store: 0',
      // A message is on disk before it is acknowledged. The default can lose two minutes of them when power fails.
      'sync_interval: always',
    ]),
    ...(cluster
      ? block('cluster', [
          `name: ${text(cluster.name)}`,
          `listen: ${text(formatEndpoint(cluster.listen))}`,
          `routes: [${cluster.routes.map((route) => text(`nats://${formatEndpoint(route)}`)).join(', ')}]`,
          // Only nodes with a certificate of the authority take part.
          ...block('tls', [...files, `ca_file: ${text(tls.authority)}`, 'verify: true']),
        ])
      : []),
    `operator: ${credentials.operator}`,
    `system_account: ${credentials.systemAccount}`,
    'resolver: MEMORY',
    ...block(
      'resolver_preload',
      Object.entries(credentials.jwts).map(([key, jwt]) => `${key}: ${jwt}`),
    ),
    '',
  ].join('\n');
}

function block(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `  ${line}`), '}'];
}

/** Quoted, with the escapes of nats-server's settings. */
function text(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
