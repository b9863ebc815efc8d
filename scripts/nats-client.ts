import type * as esbuild from 'esbuild';

/**
 * Parts of the NATS client that rooms never use, and what stands for them: consumers, other transports, benchmarks, and
 * keys in JavaScript, because Node has Ed25519. They are half of its size.
 */
const unused: readonly (readonly [file: RegExp, contents: string])[] = [
  [/@nats-io[\\/]jetstream[\\/]lib[\\/](consumer|pushconsumer)\.js$/, ''],
  [
    /@nats-io[\\/]jetstream[\\/]lib[\\/]jsmconsumer_api\.js$/,
    'exports.ConsumerAPIImpl = class {};',
  ],
  [/@nats-io[\\/]nats-core[\\/]lib[\\/](bench|ws_transport)\.js$/, ''],
  [/@nats-io[\\/]nats-core[\\/]lib[\\/]idleheartbeat_monitor\.js$/, ''],
  [/@nats-io[\\/]nkeys[\\/]lib[\\/]mod\.js$/, ''],
  [/@nats-io[\\/]transport-node[\\/]lib[\\/]connect\.js$/, ''],
];

/** Leaves out what rooms don't use of the NATS client. */
export const natsClient: esbuild.Plugin = {
  name: 'nats-client',
  setup(bundle) {
    for (const [filter, contents] of unused) bundle.onLoad({ filter }, () => ({ contents }));
  },
};
