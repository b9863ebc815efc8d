import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import type { StreamKind, StreamSettings } from './engine';
import { maxFileMessages } from './file-seal';

const minuteNs = 60e9;

/** The settings of each kind that others don't have. */
const kinds: Readonly<Record<StreamKind, (name: string) => Partial<StreamConfig>>> = {
  entries: (name) => ({
    republish: { src: `dm.${name}.log.*`, dest: `dm.${name}.out.{{wildcard(1)}}` },
    max_msgs: 10_000,
  }),
  // A server would set aside as many bytes as `max_bytes` says.
  files: () => ({ max_msgs: maxFileMessages }),
};

/** The settings of a stream of an epoch; docs/WIDE.md explains them. */
export function streamConfig(
  name: string,
  { kind, replicas, first }: StreamSettings,
): Partial<StreamConfig> & { readonly name: string } {
  return {
    name,
    subjects: [`dm.${name}.log.*`],
    ...kinds[kind](name),
    storage: StorageType.File,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_msg_size: 128 * 1024,
    duplicate_window: 10 * minuteNs,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    allow_rollup_hdrs: false,
    ...(first > 1 && { first_seq: first }),
  };
}
