import type { AdapterAddress } from '../../net/adapters';
import type { Translate } from '../words/translate';

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

/** Every place this computer can listen on: itself, each adapter, all of them. */
export function listenChoices(
  adapters: readonly AdapterAddress[],
  t: Translate,
): readonly ListenChoice[] {
  // Without IPv6 in the system `::` cannot be opened; where it can, it takes IPv4 as well.
  const all = adapters.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
  return [
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
    { address: all, label: t('All networks'), reach: 'others' },
  ];
}

/**
 * The choice that stands for the last place. A laptop's address changes from network to network,
 * so the same adapter under another address counts; this computer only when nothing does.
 */
export function lastChoice(
  choices: readonly ListenChoice[],
  last: LastPlace | undefined,
): ListenChoice | undefined {
  const isIPv6 = last?.address.includes(':');
  return (
    choices.find(({ address }) => address === last?.address) ??
    choices.find(
      ({ adapter, address }) =>
        adapter !== undefined && adapter === last?.adapter && address.includes(':') === isIPv6,
    ) ??
    choices[0]
  );
}
