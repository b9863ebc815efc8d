import type { Limits } from '../../protocol/limits';
import type { WideNetwork } from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import { natsConnector } from './nats-engine';
import { EngineNetwork } from './wide-network';

export interface NatsNetworkOptions {
  readonly clock: Clock;
  readonly limits: Limits;
}

/** The network of wide rooms on JetStream servers. The build bundles this file apart, with the client for them. */
export function createWideNetwork({ clock, limits }: NatsNetworkOptions): WideNetwork {
  return new EngineNetwork({ clock, limits, connect: natsConnector({ clock, limits }) });
}
