import type { OpenRequest } from '../../src/protocol/class-frames';
import type { ClassLoad } from './class-load';

/** What identifies a request and its state, to compare two views of a queue: `member id state helper`. */
export function rowOf({ helper = '', id, member, state }: OpenRequest): string {
  return [member, id, state, helper].join(' ').trimEnd();
}

/** What the process of the hub can be asked. */
export interface HubCommands {
  open(): Promise<ClassRoom>;
  setHelpers(members: readonly string[]): void;
  /** The queue in order, as the host has it. */
  queue(): readonly string[];
}

/** How members get into the class. */
export interface ClassRoom {
  readonly port: number;
  readonly token: string;
  readonly invite: string;
}

/** What the process of the load can be asked. */
export type LoadCommands = Pick<
  ClassLoad,
  'join' | 'settle' | 'fill' | 'start' | 'stop' | 'check' | 'views'
>;

/** What the process of the student's program can be asked. */
export interface StudentCommands {
  /** Joins, shows the chat, and asks for help whenever no request is open. */
  join(invite: string): Promise<void>;
  /** What it has done since the last call. */
  sample(): StudentSample;
}

export interface StudentSample {
  /** What the panel's page was posted, as JSON. */
  readonly posts: number;
  readonly postedBytes: number;
  /** How many of the posts were the status. */
  readonly statuses: number;
}
