import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { onHubCore } from './cores';

/** What a program offers its parent: functions by name, each with at most one argument. */
export type Commands<C> = { readonly [N in keyof C]: (argument: never) => unknown };

interface Command {
  readonly name: string;
  readonly argument: unknown;
}

type Reply = { readonly value: unknown } | { readonly problem: string };

export interface ProcessOptions {
  /** What a failure calls it. */
  readonly name?: string;
  /** Whether it runs on the hub's core. */
  readonly isHub?: boolean;
  /** Options of Node. */
  readonly node?: readonly string[];
}

/** How long a process may take to end by itself, in ms. */
const endMs = 5000;

/** A program in its own process that does what its parent asks, one command after the other. */
export class CommandProcess<C extends Commands<C>> {
  private readonly child: ChildProcess;
  private readonly ended: Promise<[Reply]>;

  constructor(program: string, options: ProcessOptions = {}) {
    const { name = 'a load process', isHub = false, node = [] } = options;
    const run = [process.execPath, ...node];
    const [execPath = '', ...execArgv] = isHub ? onHubCore(run) : run;
    this.child = fork(program, { serialization: 'advanced', execPath, execArgv });
    this.ended = once(this.child, 'exit').then(() => [{ problem: `${name} ended` }]);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** @throws {Error} with what the process reports */
  async call<N extends keyof C & string>(
    name: N,
    ...[argument]: Parameters<C[N]>
  ): Promise<Awaited<ReturnType<C[N]>>> {
    const reply = Promise.race([once(this.child, 'message'), this.ended]) as Promise<[Reply]>;
    this.child.send({ name, argument } satisfies Command);
    const [message] = await reply;
    if ('problem' in message) throw new Error(message.problem);
    return message.value as Awaited<ReturnType<C[N]>>;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  /** Lets the process end by itself, so that it removes its files and writes its profile. */
  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.stop(), endMs);
    await this.ended;
    clearTimeout(timer);
  }
}

/**
 * Makes this process the child of a {@link CommandProcess}.
 * @param onEnd called when the parent is gone, or wants this process to end
 */
export function serveCommands<C extends Commands<C>>(commands: C, onEnd = () => {}): void {
  process.on('message', ({ name, argument }: Command) => {
    // The parent's types are right about the argument.
    const handle: (argument: never) => unknown = commands[name as keyof C];
    Promise.resolve()
      .then(() => handle(argument as never))
      .then(
        (value) => reply({ value }),
        (error: Error) => reply({ problem: error.message }),
      );
  });
  process.once('disconnect', () => {
    onEnd();
    process.exit();
  });
}

function reply(message: Reply): void {
  process.send?.(message);
}
