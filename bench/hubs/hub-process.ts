import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onHubCore } from '../cores';
import type { Room } from '../load/member';
import { type ProcessUsage, processUsage } from '../process-usage';
import type { Programs } from '../programs';
import type { Contender, Listening } from './contenders';

const START_MS = 15_000;
const STOP_MS = 5000;

/** A hub in its own process. */
export class HubProcess {
  private constructor(
    readonly contender: Contender,
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly listening: Listening,
  ) {}

  /** @throws {Error} with the hub's output if it doesn't start listening */
  static async start(contender: Contender, programs: Programs): Promise<HubProcess> {
    const data = mkdtempSync(path.join(tmpdir(), 'deskmate-hub-'));
    const { folder, certificate, privateKey } = programs;
    const places = { programs: folder, data, certificate, privateKey };
    const [program = '', ...args] = onHubCore(contender.command(places));
    const kill = () => void child.kill('SIGKILL');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', kill);
    let output = '';
    const listening = await new Promise<Listening>((resolve, reject) => {
      const fail = (reason: string) => {
        kill();
        rmSync(data, { recursive: true, force: true });
        reject(new Error(`The hub ${contender.name} ${reason}. ${output}`));
      };
      const timer = setTimeout(() => fail('did not listen in time'), START_MS);
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          const found = contender.listening(output);
          if (!found) return;
          clearTimeout(timer);
          for (const each of [child.stdout, child.stderr]) each.removeAllListeners('data').resume();
          resolve(found);
        });
      }
      child.once('error', (error) => fail(error.message));
      child.once('exit', () => {
        process.off('exit', kill);
        fail('exited before it listened');
      });
    });
    return new HubProcess(contender, child, data, listening);
  }

  /** How members get into its room. */
  get room(): Room {
    const { dialect, wire } = this.contender;
    return { ...this.listening, dialect, secure: wire === 'tls' };
  }

  usage(): ProcessUsage {
    return processUsage(this.child.pid as number);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(timer);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
