import type { FoundAdapter } from '../../protocol/connection-report';
import { type AdapterAddress, isVirtual, kindOf } from '../socket/adapters';
import { check } from './run-checks';

/** The facts about this computer that every plan needs. */
export interface ComputerFacts {
  /** The machine on which the editor's extensions run, if it isn't the one in front of the user. */
  readonly remote: string | undefined;
  readonly adapters: readonly AdapterAddress[];
}

const row = check<ComputerFacts>();

/** The adapters that connect this computer to others, with all their addresses; physical ones first. */
export function foundAdapters(adapters: readonly AdapterAddress[]): readonly FoundAdapter[] {
  const outside = adapters.filter(({ internal }) => !internal);
  const names = [...new Set(outside.map(({ name }) => name))];
  return names
    .map((name) => {
      const own = outside.filter((one) => one.name === name);
      const [first] = own;
      const kind = first ? kindOf(first) : 'physical';
      return { name, kind, addresses: own.map(({ address }) => address) };
    })
    .toSorted((a, b) => Number(a.kind !== 'physical') - Number(b.kind !== 'physical'));
}

/** The addresses at which others may reach this computer: not loopback, and not self-assigned (169.254.x.x). */
export function outsideAddresses(adapters: readonly AdapterAddress[]): readonly AdapterAddress[] {
  return adapters.filter(({ address, internal }) => !internal && !/^169\.254\./.test(address));
}

/** The checks of every plan. */
export const computerChecks = [
  row({
    id: 'machine',
    needs: ['remote'],
    judge: ({ remote }) =>
      remote === undefined ? undefined : { status: 'warning', code: 'on-remote', values: [remote] },
  }),
  row({
    id: 'adapters',
    needs: ['adapters'],
    judge({ adapters: all }) {
      const outside = outsideAddresses(all);
      const adapters = foundAdapters(outside);
      if (adapters.length === 0) return { status: 'bad', code: 'adapters-none' };
      return outside.every(isVirtual)
        ? { status: 'warning', code: 'adapters-virtual-only', adapters }
        : { status: 'ok', code: 'adapters-physical', adapters };
    },
  }),
];
