import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { CommandProcess } from '../command-process';
import type { ClassRoom, HubCommands, LoadCommands } from './class-commands';

export interface ClassPlan {
  /** How many guests there are, with those who aren't in the load process. */
  readonly members: number;
  readonly requests: number;
  readonly helpers: number;
  readonly seed: number;
}

/** A class whose hub and members are in processes of their own; one more student can join. */
export class ClassUnderLoad {
  private helpers: readonly string[] = [];

  private constructor(
    readonly folder: string,
    readonly hub: CommandProcess<HubCommands>,
    readonly load: CommandProcess<LoadCommands>,
    readonly room: ClassRoom,
  ) {}

  /** @param node options of Node for the hub */
  static async start(plan: ClassPlan, node: readonly string[] = []): Promise<ClassUnderLoad> {
    const folder = await bundle();
    const program = (name: string) => path.join(folder, `${name}.js`);
    const hub = new CommandProcess<HubCommands>(program('hub'), {
      ...{ name: 'the hub', isHub: true, node },
    });
    const load = new CommandProcess<LoadCommands>(program('loader'));
    process.once('exit', () => {
      hub.stop();
      load.stop();
    });
    const started = new ClassUnderLoad(folder, hub, load, await hub.call('open'));
    const { helpers, members, requests, seed } = plan;
    const { room } = started;
    const students = members - helpers - 1;
    started.helpers = await load.call('join', { room, helpers, students, requests, seed });
    return started;
  }

  /** Marks the helpers, and lets students ask. Call this once all others have joined. */
  async fill(): Promise<void> {
    await this.hub.call('setHelpers', this.helpers);
    await this.load.call('settle');
    await this.load.call('fill');
  }

  async end(): Promise<void> {
    this.load.stop();
    await this.hub.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Bundles the programs: none of them runs from source. @returns the folder */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-bench-class-'));
  await esbuild.build({
    absWorkingDir: path.join(__dirname, '../..'),
    entryPoints: ['hub', 'student', 'loader'].map((name) => `bench/class/${name}.ts`),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    // Only lab rooms and room codes need these.
    external: ['./iconv-lite.js', './cpace.js', 'vscode'],
    alias: { 'iconv-lite': './iconv-lite.js' },
    logLevel: 'warning',
  });
  return folder;
}
