import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import type { StreamSettings } from './engine';

const minuteNs = 60e9;

/** The settings of an epoch's stream; docs/WIDE.md explains them. */
export function streamConfig(
  name: string,
  { replicas, first }: StreamSettings,
): Partial<StreamConfig> & { readonly name: string } {
  return {
    name,
    subjects: [`dm.${name}.log.*`],
    republish: { src: `dm.${name}.log.*`, dest: `dm.${name}.out.{{wildcard(1)}}` },
    storage: StorageType.File,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_msgs: 10_000,
    max_msg_size: 128 * 1024,
    duplicate_window: 10 * minuteNs,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    allow_rollup_hdrs: false,
    ...(first > 1 && { first_seq: first }),
  };
}
