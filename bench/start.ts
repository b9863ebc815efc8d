import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildNpmPackage } from '../scripts/npm-package';
import { integerOption, print, runBench } from './command-line';
import { processUsage } from './process-usage';
import { median } from './statistics';

const usage = `npm run bench:start -- [--rounds 10]

Measures how long the command line takes from its start to its first output, compared with a program that only prints, and
its memory three seconds later. The programs take turns, so that a busy computer slows them all.`;

/** When a program's memory is measured, in ms after its first output: by then, what loading left is collected. */
const settleMs = 3000;

interface Program {
  readonly name: string;
  readonly args: readonly string[];
}

interface Start {
  readonly ms: number;
  /** Undefined if it had ended. */
  readonly residentBytes: number | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const rounds = integerOption(values.rounds, '--rounds', 1, 1000);
  const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-start-'));
  try {
    const source = await buildNpmPackage(path.join(folder, 'package'));
    await measure(programs(path.join(source, 'dist', 'deskmate.js'), folder), rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first one is what the others are compared with. */
function programs(deskmate: string, folder: string): readonly Program[] {
  const alone = 'console.log(1); setInterval(() => {}, 1000)';
  const host = [deskmate, 'host', '--json', '--address', '127.0.0.1'];
  return [
    { name: 'node alone', args: ['-e', alone] },
    { name: '--version', args: [deskmate, '--version'] },
    { name: 'host --kind lab-hub', args: [...host, '--kind', 'lab-hub', '--no-save'] },
    {
      name: 'host --kind group',
      args: [...host, '--kind', 'group', '--data', path.join(folder, 'rooms')],
    },
  ];
}

async function measure(all: readonly Program[], rounds: number): Promise<void> {
  const starts = new Map<Program, Start[]>(all.map((program) => [program, []]));
  for (let round = 0; round < rounds; round += 1) {
    // The memory needs one round only.
    for (const program of all) starts.get(program)?.push(await start(program, round === 0));
  }
  const [alone = []] = starts.values();
  const base = median(alone.map(({ ms }) => ms));
  print('program             | start    | compared with node | resident memory');
  for (const [{ name }, found] of starts) {
    const ms = median(found.map((each) => each.ms));
    const bytes = found[0]?.residentBytes;
    const memory = bytes === undefined ? '-' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    const added = `${(ms / base).toFixed(2)} ×, +${(ms - base).toFixed(0)} ms`;
    print(
      `${name.padEnd(19)} | ${ms.toFixed(0).padStart(5)} ms | ${added.padStart(18)} | ${memory}`,
    );
  }
}

async function start({ args }: Program, withMemory: boolean): Promise<Start> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const ms = performance.now() - started;
  if (withMemory) {
    const settled = new Promise((resolve) => setTimeout(resolve, settleMs));
    await Promise.race([settled, exited]);
  }
  const isRunning = child.exitCode === null && withMemory;
  const residentBytes = isRunning ? processUsage(child.pid as number).residentBytes : undefined;
  child.kill();
  await exited;
  return { ms, residentBytes };
}

runBench(main);
