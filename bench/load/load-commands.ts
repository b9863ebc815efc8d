import type { Crowd } from './crowd';
import type { Room } from './member';
import type { Newcomers } from './newcomers';

type CrowdCommand =
  | 'join'
  | 'probe'
  | 'allHeard'
  | 'startTalking'
  | 'stopTalking'
  | 'sample'
  | 'startTiming'
  | 'stopTiming'
  | 'check'
  | 'storm';

/** What a process that holds members of a room can be asked to do. */
export type LoadCommands = Pick<Crowd, CrowdCommand> & {
  newcomers(plan: { readonly room: Room; readonly count: number }): Promise<Newcomers>;
};
