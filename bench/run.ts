import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { integerOption, print, runBench } from './command-line';
import { computer } from './comparison';
import { leaveHubCore, placement } from './cores';
import { baselines, type Contender, ours, peers, wires } from './hubs/contenders';
import { HubProcess } from './hubs/hub-process';
import { Programs } from './programs';
import { hasFailed, type Result, table } from './report';
import { measureAll } from './scenarios/measure-all';
import { type Scenario, suits } from './scenarios/scenario';
import { comparison, growth } from './scenarios/scenarios';

const usage = `npm run bench -- [--only WORD,…] [--peers] [--grow] [--rounds 3] [--quick]
                     [--json FILE] [--markdown]

Compares this project's hubs with the least that a hub in Node can do, each in its own process, in turn:
plain TCP with the lab's protocol, and TLS 1.3. Every row counts what was lost, doubled or out of order.

  --only WORD,…   only rows that have one of these words: ${[...wires, ...new Set(comparison.map(({ name }) => name))].join(', ')};
                  also the name of a hub
  --peers         also ws, socket.io, and nats-server if it's installed
  --grow          how cost grows with the members and with the log, instead
  --rounds N      figures are medians of the rounds
  --quick         one round, short stretches
  --json FILE     writes all figures there
  --markdown      writes the tables as in docs/PERFORMANCE.md`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      peers: { type: 'boolean', default: false },
      grow: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const rounds = integerOption(values.rounds ?? (values.quick ? '1' : '3'), '--rounds', 1, 100);
  const [warmMs, stretchMs] = values.quick ? [700, 700] : [5000, 2000];
  const words = values.only.split(',').filter((word) => word !== '');
  const scenarios = values.grow ? growth : comparison;
  const contenders = [...ours, ...baselines, ...(values.peers ? peers : [])].filter((contender) => {
    const why = contender.missing?.();
    if (why) print(`${contender.name} (${contender.wire}) is left out: ${why}.`);
    return !why;
  });

  // Ends the hub as well.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  leaveHubCore();
  print(
    `Node ${process.versions.node}, ${computer()}; ${placement}; ` +
      `medians of ${rounds} in turn, ${stretchMs / 1000} s each after ${warmMs / 1000} s.\n`,
  );
  const programs = await Programs.build();
  const results: Result[] = [];
  try {
    for (const wire of wires) {
      const pairs = pairsOf(scenarios, contenders, wire, words);
      if (pairs.length === 0) continue;
      const measured = await measureAll(pairs, rounds, (contender) => ({
        ...{ programs, warmMs, stretchMs, start: () => HubProcess.start(contender, programs) },
      }));
      results.push(...measured);
      const title = wire === 'tls' ? 'TLS 1.3' : 'plain TCP';
      const format = values.markdown ? 'markdown' : 'text';
      print(`${table(title, scenarios, measured, format)}\n`);
    }
  } finally {
    await programs.remove();
  }
  print(
    'hub/load busy: the share of a core that the hub and the load process used.\n' +
      '* The load process was the limit: the hub could do more.\n' +
      '! Something was lost, doubled or out of order.',
  );
  if (values.json !== undefined) {
    const about = {
      computer: computer(),
      node: process.versions.node,
      placement,
      rounds,
      warmMs,
      stretchMs,
    };
    writeFileSync(values.json, `${JSON.stringify({ ...about, results }, null, 2)}\n`);
  }
  if (results.length === 0) throw new Error(`--only: no row has "${values.only}".`);
  if (hasFailed(results)) process.exitCode = 1;
}

/** What is measured: the scenarios that suit a hub, and that the words choose. */
function pairsOf(
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  wire: string,
  words: readonly string[],
): (readonly [Scenario, Contender])[] {
  return scenarios
    .flatMap((scenario) => contenders.map((contender) => [scenario, contender] as const))
    .filter(([scenario, contender]) => contender.wire === wire && suits(scenario, contender))
    .filter(([scenario, contender]) => {
      const row = `${wire} ${scenario.name} ${contender.name}`;
      return words.length === 0 || words.some((word) => row.includes(word));
    });
}

runBench(main);
