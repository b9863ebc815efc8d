import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, TimeoutError } from '@nats-io/transport-node';

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

/** How often the owner of a stream asks for it: a cluster that has just started may create it and not answer. */
const maxTries = 5;

/** Creates a room's stream, as its owner. */
export async function createStream(
  owner: NatsConnection,
  name: string,
  replicas: number,
): Promise<void> {
  const manager = await jetstreamManager(owner, { checkAPI: false });
  for (let tries = 1; ; tries += 1) {
    try {
      await manager.streams.add(streamSettings(name, replicas) as never);
      return;
    } catch (error) {
      if (!(error instanceof TimeoutError) || tries === maxTries) throw error;
    }
  }
}
