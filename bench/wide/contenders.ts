import type { Contender } from '../hubs/contenders';
import { HubProcess } from '../hubs/hub-process';
import type { Programs } from '../programs';
import type { Run } from '../scenarios/scenario';
import { WideHub } from './wide-hub';

/** What carries a room: a server or a cluster, or a hub of this project to compare with. */
export interface Carrier extends Pick<Contender, 'name' | 'wire' | 'dialect'> {
  readonly nodes: 0 | 1 | 3;
  start(programs: Programs, version: string | undefined): ReturnType<Run['start']>;
}

export const oneNode: Carrier = {
  ...{ name: '1 node', wire: 'tls', dialect: 'wide', nodes: 1 },
  start: (_, version) => WideHub.start(1, version),
};

export const threeNodes: Carrier = {
  ...{ name: '3 nodes', wire: 'tls', dialect: 'wide', nodes: 3 },
  start: (_, version) => WideHub.start(3, version),
};

/** @param hub of this project, over TLS */
export function groupRoom(hub: Contender): Carrier {
  return {
    ...{ name: 'group', wire: 'tls', dialect: 'deskmate', nodes: 0 },
    start: (programs) => HubProcess.start(hub, programs),
  };
}
