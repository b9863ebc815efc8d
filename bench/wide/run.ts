import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { integerOption, print, runBench } from '../command-line';
import { rented } from './model/machines';
import { printSimulation } from './simulate';

const usage = `npm run bench:wide -- --simulate [--members 100000] [--seconds 20] [--seed 1] [--price 60]
                          [--traffic-price 1] [--json FILE]

Simulates wide rooms of so many members on clusters and leaf nodes, with the service times that were measured: how long
entries take, what the nodes do, what a failure does, how many machines are needed and what they cost.

  --price N, --traffic-price N  of a machine and month, and of a TB, in €
  --json FILE                   writes all figures there`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
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
  if (values.help || !values.simulate) return print(usage);
  const figures = printSimulation({
    seed: integerOption(values.seed, '--seed', 0, 1_000_000),
    seconds: integerOption(values.seconds, '--seconds', 1, 600),
    members: integerOption(values.members, '--members', 1000, 1_000_000),
    price: integerOption(values.price, '--price', 0, 100_000),
    trafficPrice: integerOption(values['traffic-price'], '--traffic-price', 0, 1000),
  });
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

runBench(main);
