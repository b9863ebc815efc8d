import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { HostHeader, JournalRecord } from '../src/room/log/journal';
import { nodeFileSystem } from '../src/store/file-system';
import { JournalFile } from '../src/store/journal-file';
import { systemClock } from '../src/util/clock';
import { integerOption, print, runBench } from './command-line';
import { median } from './statistics';

const usage = `npm run bench:journal -- [--entries 10000] [--kib 32] [--rounds 3] [--folder DIR]

Measures the longest turn of the event loop while a host appends messages to its journal, with the file
rewritten whenever it is too long, and without. Figures are medians of the rounds.`;

const header: HostHeader = {
  type: 'hosted',
  version: 1,
  kind: 'group',
  name: 'Bench',
  address: '127.0.0.1',
  port: 1,
  most: 16,
  host: { id: 'm0', name: 'Ann' },
  door: { certificate: '', privateKey: '', token: '', locked: false, keys: [] },
};

interface Plan {
  readonly path: string;
  readonly entries: number;
  readonly text: string;
  readonly compacts: boolean;
}

interface Run {
  /** The longest turn and the 99th percentile of all turns, in ms. */
  readonly longest: number;
  readonly p99: number;
  /** How often the file was rewritten. */
  readonly compactions: number;
}

/** Appends one entry in each turn of the event loop, without pauses. */
async function appendEntries({ path, entries, text, compacts }: Plan): Promise<Run> {
  let compactions = 0;
  const fs = {
    ...nodeFileSystem,
    rename(from: string, to: string) {
      compactions += 1;
      nodeFileSystem.rename(from, to);
    },
  };
  const report = (error: Error) => print(`The journal failed: ${error.message}`);
  const slack = compacts ? {} : { slackBytes: Number.POSITIVE_INFINITY };
  const journal = new JournalFile('bench', path, { fs, clock: systemClock, report, ...slack });
  journal.append(header);
  journal.commit();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let seq = 1; seq <= entries; seq += 1) {
    const record: JournalRecord = {
      ...{ type: 'message', seq, time: seq, author: 'm1', name: 'Bob', id: `b${seq}` },
      text,
    };
    journal.append(record);
    journal.commit();
    await nextTurn();
  }
  delay.disable();
  journal.discard();
  rmSync(path, { force: true });
  return { longest: delay.max / 1e6, p99: delay.percentile(99) / 1e6, compactions };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string', default: '10000' },
      kib: { type: 'string', default: '32' },
      rounds: { type: 'string', default: '3' },
      folder: { type: 'string', default: tmpdir() },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const entries = integerOption(values.entries, '--entries', 1, 1_000_000);
  const text = 'x'.repeat(1024 * integerOption(values.kib, '--kib', 1, 32));
  const rounds = integerOption(values.rounds, '--rounds', 1, 100);
  const folder = mkdtempSync(join(values.folder, 'deskmate-bench-'));
  const path = join(folder, 'journal');
  const runs = { rewritten: [] as Run[], appended: [] as Run[] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      runs.appended.push(await appendEntries({ path, entries, text, compacts: false }));
      runs.rewritten.push(await appendEntries({ path, entries, text, compacts: true }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const figure = (of: readonly Run[], key: keyof Run) => median(of.map((run) => run[key]));
  const [rewritten, appended] = [
    figure(runs.rewritten, 'longest'),
    figure(runs.appended, 'longest'),
  ];
  print(`${entries} entries of ${values.kib} KiB, ${rounds} rounds, in ${values.folder}:`);
  print(
    `rewritten ${figure(runs.rewritten, 'compactions')} times: longest turn ${rewritten.toFixed(1)} ms, p99 ${figure(runs.rewritten, 'p99').toFixed(1)} ms`,
  );
  print(
    `appended only: longest turn ${appended.toFixed(1)} ms, p99 ${figure(runs.appended, 'p99').toFixed(1)} ms`,
  );
  print(`Ratio of the longest turns: ${(rewritten / appended).toFixed(2)}`);
}

runBench(main);
