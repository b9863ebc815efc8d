import { type ChildProcess, spawn } from 'node:child_process';
import { type ProcessUsage, processUsage } from './process-usage';

export const protocols = ['lab', 'deskmate/1'] as const;
export type Protocol = (typeof protocols)[number];
export const contenders = ['deskmate', 'naive'] as const;
export type Contender = (typeof contenders)[number];

const deskmateArgs = ['src/cli/hub.ts', '--address', '127.0.0.1', '--max-clients', '500'];
/** Disables the limits that would stop a crowd from one address that sends as fast as it can. */
const unlimitedArgs = [
  'connectionsPerAddress',
  'newConnectionsPerMinute',
  'messagesPerSecond',
  'messageBurst',
].flatMap((limit) => ['--limit', `${limit}=1000000`]);

/** Node's arguments for the hubs that are compared. */
const programs: Readonly<Record<Protocol, Readonly<Record<Contender, readonly string[]>>>> = {
  lab: { deskmate: [...deskmateArgs, '--kind', 'lab-hub'], naive: ['bench/naive-hub.ts'] },
  'deskmate/1': {
    deskmate: [...deskmateArgs, '--kind', 'group', ...unlimitedArgs],
    naive: ['bench/naive-secure-hub.ts'],
  },
};

const START_MS = 15_000;

/** A hub in a separate process. */
export class HubProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** Set for an encrypted room that needs an invite. */
    readonly invite: string | undefined,
  ) {}

  /** @throws {Error} with the hub's output if it doesn't start listening */
  static async start(contender: Contender, protocol: Protocol): Promise<HubProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', ...programs[protocol][contender]], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const { port, invite } = await new Promise<{ port: number; invite?: string }>(
      (resolve, reject) => {
        const fail = (reason: string) => {
          child.kill();
          reject(new Error(`The ${contender} hub ${reason}.\n${errors}`));
        };
        const timer = setTimeout(() => fail(`did not listen within ${START_MS} ms`), START_MS);
        let output = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          const end = output.indexOf('\n');
          if (end < 0) return;
          clearTimeout(timer);
          child.stdout.removeAllListeners('data').resume();
          resolve(JSON.parse(output.slice(0, end)) as { port: number; invite?: string });
        });
        child.once('exit', () => {
          clearTimeout(timer);
          fail('exited before it listened');
        });
      },
    );
    return new HubProcess(child, port, invite);
  }

  usage(): ProcessUsage {
    return processUsage(this.child.pid as number);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const killTimer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(killTimer);
  }
}
