import type { AdapterAddress } from '../../net/socket/adapters';
import { isAllNetworks } from '../../strings/places';
import type { Translate } from '../../strings/translate';

/** One place to listen, as the host prompt offers it. */
export interface ListenChoice {
  readonly address: string;
  /** The adapter's name or what stands for it, in words. */
  readonly label: string;
  readonly reach: 'this-computer' | 'others';
  /** The adapter's name in the operating system; absent for the two fixed places. */
  readonly adapter?: string;
}

/** Where a room was opened last. */
export interface LastPlace {
  readonly address: string;
  readonly adapter?: string;
}

/**
 * Every place this computer can listen on, the safest usual one first: for a room by invite all
 * networks, for a lab room, which lets everybody in, this computer only.
 */
export function listenChoices(
  adapters: readonly AdapterAddress[],
  byInvite: boolean,
  t: Translate,
): readonly ListenChoice[] {
  const choices: readonly ListenChoice[] = [
    { address: '127.0.0.1', label: t('This computer only'), reach: 'this-computer' },
    ...adapters
      .filter(({ internal }) => !internal)
      .map(
        ({ name, address }): ListenChoice => ({
          address,
          label: name,
          reach: 'others',
          adapter: name,
        }),
      ),
    { address: allNetworks(adapters), label: t('All networks'), reach: 'others' },
  ];
  return byInvite ? inviteOrder(choices) : choices;
}

/**
 * The address that stands for every network of this computer. Without IPv6 in the system `::` cannot
 * be opened; where it can, it takes IPv4 as well.
 */
export function allNetworks(adapters: readonly AdapterAddress[]): string {
  return adapters.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

/** All networks, the adapters in their order, this computer. */
function inviteOrder(choices: readonly ListenChoice[]): readonly ListenChoice[] {
  const rank = ({ address, reach }: ListenChoice) =>
    isAllNetworks(address) ? 0 : reach === 'others' ? 1 : 2;
  return choices.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The choice that stands for the last place. A laptop's address changes from network to network,
 * so the same adapter under another address counts; the first one only when nothing does.
 */
export function lastChoice(
  choices: readonly ListenChoice[],
  last: LastPlace,
): ListenChoice | undefined {
  const isIPv6 = last.address.includes(':');
  return (
    choices.find(({ address }) => address === last.address) ??
    choices.find(({ address }) => isAllNetworks(address) && isAllNetworks(last.address)) ??
    choices.find(
      ({ adapter, address }) =>
        adapter !== undefined && adapter === last.adapter && address.includes(':') === isIPv6,
    ) ??
    choices[0]
  );
}
