import type { AdapterAddress } from '../../net/socket/adapters';
import { formatEndpoint } from '../../protocol/endpoint';
import type { RoomInfo } from '../../room/session-state';
import { isAllNetworks, isLoopback } from '../../strings/places';
import type { Translate } from '../../strings/translate';
import { reachableAdapter } from './reachable-address';

/** What to give to others so that they can join, and what to say about it. */
export interface LabAddress {
  readonly text: string;
  readonly told: string;
}

/** The address and port that others join a lab room with. */
export function labInvite(
  { address, port }: RoomInfo,
  adapters: readonly AdapterAddress[],
  t: Translate,
): LabAddress {
  if (isAllNetworks(address)) {
    const reached = reachableAdapter(adapters);
    const text = formatEndpoint({ host: reached?.address ?? '127.0.0.1', port });
    return {
      text,
      told: reached
        ? t(
            'Copied {0}. The room listens on all networks; others can most likely reach it at this address of {1}.',
            text,
            reached.name,
          )
        : t('Copied {0}. This computer isn’t on a network now, so no one else can join.', text),
    };
  }
  const text = formatEndpoint({ host: address, port });
  return {
    text,
    told: isLoopback(address)
      ? t('Copied {0}. Only programs on the computer that hosts the room can use it.', text)
      : t('Copied {0}. Others can join the room with it.', text),
  };
}
