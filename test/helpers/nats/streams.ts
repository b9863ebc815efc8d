import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** What docs/WIDE.md says of a room's stream. */
export function streamSettings(name: string, replicas: number) {
  return {
    name,
    subjects: [`dm.${name}.log.*`],
    republish: { src: `dm.${name}.log.*`, dest: `dm.${name}.out.{{wildcard(1)}}` },
    ...{ storage: 'file', retention: 'limits', discard: 'old', num_replicas: replicas },
    ...{ max_msgs: 10_000, max_msg_size: 128 * 1024, duplicate_window: 600e9 },
    ...{ deny_delete: true, deny_purge: true, allow_direct: true, allow_rollup_hdrs: false },
  } as const;
}

/** Creates a room's stream, as its owner. */
export async function createStream(
  owner: NatsConnection,
  name: string,
  replicas: number,
): Promise<void> {
  const manager = await jetstreamManager(owner, { checkAPI: false });
  await manager.streams.add(streamSettings(name, replicas) as never);
}
