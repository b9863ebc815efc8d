import type { Limits } from '../../protocol/limits';
import { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { ConnectEngine } from './engine';

export function natsConnector(_: {
  readonly clock: Clock;
  readonly limits: Limits;
}): ConnectEngine {
  return () => Promise.reject(new NetError('failed', 'not yet'));
}
