import { get } from 'node:http';
import type { Endpoint } from '../../protocol/endpoint';

/** A node that doesn't say anything for so long doesn't answer, in ms. */
const answerMs = 5_000;

/** What a node says on its monitoring port, as JSON. @throws {Error} when it doesn't answer */
export function askNode({ host, port }: Endpoint, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path, agent: false, timeout: answerMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject).on('end', () => {
        try {
          resolve(JSON.parse(text));
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', reject);
  });
}

/** The state of JetStream in a node's cluster; undefined if it doesn't answer. */
export interface NodeHealth {
  /** Whether it can serve: with its own streams current, and with a leader if it is one of several. */
  readonly isReady: boolean;
  /** The name of the node that leads the cluster, and how many nodes it knows, itself included. */
  readonly leader: string | undefined;
  readonly nodes: number;
}

/**
 * @param count how many nodes the server has
 * @param name its own name, if another node may be at that port
 */
export async function nodeHealth(
  monitor: Endpoint,
  count: number,
  name?: string,
): Promise<NodeHealth | undefined> {
  try {
    if (name !== undefined && (await nameAt(monitor)) !== name) return undefined;
    const health = Object(await askNode(monitor, '/healthz'));
    const { meta_cluster: cluster } = Object(await askNode(monitor, '/jsz'));
    const { leader, cluster_size: size = 1, replicas } = Object(cluster);
    // A leader may know fewer nodes than it expects: it will expect no more then, and finds no place for a stream.
    const nodes = Array.isArray(replicas) ? Math.min(size, replicas.length + 1) : size;
    const isLed = count === 1 || (typeof leader === 'string' && leader !== '' && nodes === count);
    return { isReady: health.status === 'ok' && isLed, leader: leader || undefined, nodes };
  } catch {
    return undefined;
  }
}

/** The name of the node that has this monitoring port; undefined if none answers. */
export async function nameAt(monitor: Endpoint): Promise<string | undefined> {
  const state = Object(await askNode(monitor, '/varz').catch(() => undefined));
  return typeof state.server_name === 'string' ? state.server_name : undefined;
}

/**
 * Whether a new cluster has settled for fewer nodes than it has. nats-server 2.10 sometimes does, if a node leads before it
 * knows all others; it stays so, and a cluster without streams is best started again.
 */
export function isTooSmall(nodes: readonly (NodeHealth | undefined)[]): boolean {
  return nodes.every((node) => node && node.nodes < nodes.length) && nodes.some((it) => it?.leader);
}
