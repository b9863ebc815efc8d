import { type ChildProcess, spawn } from 'node:child_process';
import { type ProcessUsage, processUsage } from './process-usage';

/** The hubs that are compared, by the arguments that Node starts them with. */
export const contenders = {
  deskmate: [
    'src/cli/hub.ts',
    ...['--kind', 'lab-hub', '--address', '127.0.0.1', '--port', '0', '--max-clients', '500'],
  ],
  naive: ['bench/naive-hub.ts'],
} as const;

export type Contender = keyof typeof contenders;

const START_MS = 15_000;

/** A hub in a process of its own. */
export class HubProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** @throws {Error} with what the hub said when it does not come to listen */
  static async start(contender: Contender): Promise<HubProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', ...contenders[contender]], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const port = await new Promise<number>((resolve, reject) => {
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
        resolve((JSON.parse(output.slice(0, end)) as { port: number }).port);
      });
      child.once('exit', () => {
        clearTimeout(timer);
        fail('ended before it listened');
      });
    });
    return new HubProcess(child, port);
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
