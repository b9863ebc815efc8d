import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Contender } from './hub-process';
import { type Figures, measure } from './measure';
import { table } from './table';

const usage = `npm run bench -- [--members 2,50,500] [--rounds 3] [--quick]

Broadcast through this project's lab hub and through a naive hub, each in a process of its own and
in turn, with messages of 64 to 256 bytes. Figures are medians of the rounds.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      members: { type: 'string', default: '2,50,500' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(usage);
  const sizes = values.members.split(',').map((size) => whole(size, '--members', 2, 500));
  const rounds = whole(values.rounds ?? (values.quick ? '1' : '3'), '--rounds', 1, 100);
  const phaseMs = values.quick ? 700 : 2000;

  say(
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ` +
      `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}; ` +
      `${rounds} rounds in turn, ${phaseMs / 1000} s a phase.\n`,
  );
  for (const members of sizes) {
    const runs: Record<Contender, Figures[]> = { deskmate: [], naive: [] };
    for (let round = 0; round < rounds; round += 1) {
      // Turning the order round keeps a machine that warms up from favouring one of them.
      const order: Contender[] = round % 2 === 0 ? ['deskmate', 'naive'] : ['naive', 'deskmate'];
      for (const contender of order) {
        runs[contender].push(await measure(contender, { members, phaseMs }));
      }
    }
    say(table(members, runs));
  }
  say(
    'Ratio: deskmate / naive. CPU time and memory of a hub are what the operating system says of its\n' +
      'process. At saturation each speaker (50 at most) says its next message when all members have\n' +
      'heard all speakers; where the load generator is busier than the hub, the hub could do more.',
  );
}

function whole(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option}: "${text}" is no whole number from ${least} to ${most}.`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
