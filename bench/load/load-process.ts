import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
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

/** What a load process can be asked to do. */
export type LoadCommands = Pick<Crowd, CrowdCommand> & {
  newcomers(plan: { readonly room: Room; readonly count: number }): Promise<Newcomers>;
};

export interface LoadCommand {
  readonly name: keyof LoadCommands;
  readonly argument: unknown;
}

export type LoadReply = { readonly value: unknown } | { readonly problem: string };

/** A process that holds members of a room and lets them speak. */
export class LoadProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<[LoadReply]>;

  constructor(program: string) {
    this.child = fork(program, { serialization: 'advanced', execArgv: [] });
    this.ended = once(this.child, 'exit').then(() => [{ problem: 'a load process ended' }]);
  }

  /** @throws {Error} with what the process reports */
  async call<N extends keyof LoadCommands>(
    name: N,
    ...[argument]: Parameters<LoadCommands[N]>
  ): Promise<Awaited<ReturnType<LoadCommands[N]>>> {
    const reply = Promise.race([once(this.child, 'message'), this.ended]) as Promise<[LoadReply]>;
    this.child.send({ name, argument });
    const [message] = await reply;
    if ('problem' in message) throw new Error(message.problem);
    return message.value as Awaited<ReturnType<LoadCommands[N]>>;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}
