import type { Contender } from '../hubs/contenders';
import { HubProcess } from '../hubs/hub-process';
import type { Programs } from '../programs';
import type { Run } from '../scenarios/scenario';
import type { ServersLayout } from './servers';
import { WideHub } from './wide-hub';

/** What carries a room: a server or a cluster, or a hub of this project to compare with. */
export interface Carrier extends Pick<Contender, 'name' | 'wire' | 'dialect'> {
  start(programs: Programs, version: string | undefined): ReturnType<Run['start']>;
}

function server(name: string, layout: ServersLayout): Carrier {
  return {
    ...{ name, wire: 'tls', dialect: 'wide' },
    start: (_, version) => WideHub.start({ ...layout, version }),
  };
}

export const oneNode = server('1 node', { nodes: 1 });
export const threeNodes = server('3 nodes', { nodes: 3 });
/** Members connect to the leaf node. */
export const oneNodeAndLeaf = server('1 node, leaf', { nodes: 1, hasLeaf: true });

/** @param hub of this project, over TLS */
export function groupRoom(hub: Contender): Carrier {
  return {
    ...{ name: 'group', wire: 'tls', dialect: 'deskmate' },
    start: (programs) => HubProcess.start(hub, programs),
  };
}
