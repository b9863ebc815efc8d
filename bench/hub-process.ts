import { type ChildProcess, spawn } from 'node:child_process';
import { type ProcessUsage, processUsage } from './process-usage';

export const protocols = ['lab', 'deskmate/1'] as const;
export type Protocol = (typeof protocols)[number];
export const contenders = ['deskmate', 'naive'] as const;
export type Contender = (typeof contenders)[number];

const ours = ['src/cli/hub.ts', '--address', '127.0.0.1', '--max-clients', '500'];
/** These limits are there to stop a crowd from one address that sends all it can. */
const unlimited = [
  'connectionsPerAddress',
  'newConnectionsPerMinute',
  'messagesPerSecond',
  'messageBurst',
].flatMap((limit) => ['--limit', `${limit}=1000000`]);

/** The hubs that are compared, by the arguments that Node starts them with. */
const programs: Readonly<Record<Protocol, Readonly<Record<Contender, readonly string[]>>>> = {
  lab: { deskmate: [...ours, '--kind', 'lab-hub'], naive: ['bench/naive-hub.ts'] },
  'deskmate/1': {
    deskmate: [...ours, '--kind', 'group', ...unlimited],
    naive: ['bench/naive-secure-hub.ts'],
  },
};

const START_MS = 15_000;

/** A hub in a process of its own. */
export class HubProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** Of an encrypted room that needs one. */
    readonly invite: string | undefined,
  ) {}

  /** @throws {Error} with the hub's output when it doesn't start listening */
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
        const fail = (why: string) => {
          child.kill();
          reject(new Error(`The ${contender} hub ${why}.\n${errors}`));
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
          fail('ended before it listened');
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
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(killer);
  }
}
