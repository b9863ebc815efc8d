import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { integerOption, print, runBench } from '../command-line';
import { computer } from '../comparison';
import { leaveHubCore, placement } from '../cores';
import { ours } from '../hubs/contenders';
import { Programs } from '../programs';
import { hasFailed, table } from '../report';
import { newcomer } from '../scenarios/log';
import { measureAll } from '../scenarios/measure-all';
import type { Scenario } from '../scenarios/scenario';
import { classroom, paced, pair, pipelined } from '../scenarios/talk';
import { type Carrier, groupRoom, oneNode, oneNodeAndLeaf, threeNodes } from './contenders';
import { rented } from './model/machines';
import { failover } from './scenarios/failover';
import { lecture } from './scenarios/lecture';
import { move } from './scenarios/move';
import { rooms } from './scenarios/rooms';
import { sealedNewcomer, sealedTalk } from './scenarios/sealed';
import { printSimulation } from './simulate';

const tls = ours.find(({ wire }) => wire === 'tls');
if (!tls) throw new Error('No hub of this project has TLS.');
const group = groupRoom(tls);

/** What is measured of what, by the word that chooses it. */
const rows: Readonly<Record<string, readonly (readonly [Scenario, readonly Carrier[]])[]>> = {
  rooms: [[rooms('rooms', 1000), [oneNode]]],
  lecture: [[lecture(2000), [oneNode, threeNodes]]],
  replicated: [[rooms('replicated', 300), [threeNodes]]],
  failover: [[failover, [threeNodes]]],
  pair: [
    pipelined(pair, 1),
    pipelined(pair, 8),
    pipelined(classroom, 1),
    pipelined(classroom, 8),
    paced(classroom, 100),
  ].map((scenario) => [scenario, [oneNode, group, threeNodes]]),
  leaf: [lecture(200), sealedTalk('class', 50, 20)].map((scenario) => [
    scenario,
    [oneNode, oneNodeAndLeaf],
  ]),
  sealed: [sealedTalk('pair', 2, 20), sealedTalk('class', 50, 20)].map((scenario) => [
    scenario,
    [oneNode, threeNodes],
  ]),
  newcomer: [
    [newcomer(10_000), [group]],
    [sealedNewcomer(10_000), [oneNode, threeNodes]],
  ],
  move: [49, 499].map((connected) => [move(500, connected), [oneNode, threeNodes]]),
};

const usage = `npm run bench:wide -- [--only WORD,…] [--rounds 3] [--nats VERSION] [--json FILE] [--markdown]
npm run bench:wide -- --simulate [--members 100000] [--seconds 20] [--seed 1] [--price 60] [--traffic-price 1] [--json FILE]

Measures wide rooms on real servers, with the settings of docs/WIDE-SERVER.md. Servers have a core of their own if there are
two; those of a cluster share it. With --simulate: so many members on clusters and leaf nodes, with the service times
that were measured: how long entries take, what the nodes do, what a failure does, and what machines cost.

  --only WORD,…   only these: ${Object.keys(rows).join(', ')}
  --nats VERSION  the server that starts with it: 2.10, 2.15; the newest without
  --price N, --traffic-price N  of a machine and month, and of a TB, in €
  --json FILE     writes all figures there
  --markdown      writes the tables as in docs/WIDE-SCALE.md`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(rows).join(',') },
      rounds: { type: 'string', default: '3' },
      nats: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      simulate: { type: 'boolean', default: false },
      members: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      price: { type: 'string', default: String(rented.price) },
      'traffic-price': { type: 'string', default: String(rented.trafficPrice) },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const figures = values.simulate
    ? printSimulation({
        seed: integerOption(values.seed, '--seed', 0, 1_000_000),
        seconds: integerOption(values.seconds, '--seconds', 1, 600),
        members: integerOption(values.members, '--members', 1000, 1_000_000),
        price: integerOption(values.price, '--price', 0, 100_000),
        trafficPrice: integerOption(values['traffic-price'], '--traffic-price', 0, 1000),
      })
    : await measure({
        words: values.only.split(','),
        rounds: integerOption(values.rounds, '--rounds', 1, 100),
        version: values.nats,
        format: values.markdown ? 'markdown' : 'text',
      });
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

interface Options {
  readonly words: readonly string[];
  readonly rounds: number;
  readonly version: string | undefined;
  readonly format: 'text' | 'markdown';
}

/** How long members talk before the rows of talk are measured, and how long these are, in ms. */
const [warmMs, stretchMs] = [700, 3000];

async function measure({ words, rounds, version, format }: Options): Promise<object> {
  const unknown = words.find((word) => !rows[word]);
  if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}".`);
  // Ends the servers as well.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  leaveHubCore();
  print(
    `Node ${process.versions.node}, ${computer()}; ${placement}; medians of ${rounds} rounds.\n`,
  );
  const programs = await Programs.build();
  const results = [];
  try {
    for (const word of words) {
      const pairs = (rows[word] ?? []).flatMap(([scenario, carriers]) =>
        carriers.map((carrier) => [scenario, carrier] as const),
      );
      const load = () =>
        loadavg()
          .map((each) => each.toFixed(1))
          .join(' ');
      const before = load();
      const measured = await measureAll(pairs, rounds, (carrier) => ({
        ...{ programs, warmMs, stretchMs, start: () => carrier.start(programs, version) },
      }));
      results.push(...measured);
      const scenarios = [...new Set(pairs.map(([scenario]) => scenario))];
      print(`${table(word, scenarios, measured, format)}`);
      print(`load average before and after: ${before}, ${load()}\n`);
    }
  } finally {
    await programs.remove();
  }
  if (hasFailed(results)) process.exitCode = 1;
  return { computer: computer(), node: process.versions.node, placement, rounds, results };
}

runBench(main);
