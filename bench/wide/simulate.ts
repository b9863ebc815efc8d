import { print } from '../command-line';
import { measured } from './model/costs';
import { type Hardware, machinesFor, rented } from './model/machines';
import type { Layout } from './model/nodes';
import {
  dailyPresence,
  type HereInterval,
  hereInterval,
  maxPresence,
  type RoomType,
} from './model/rooms';
import { type Outcome, type SimulationPlan, simulate } from './simulation';

export interface SimulateOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly members: number;
  /** In €: of a machine and month, and of a TB. */
  readonly price: number;
  readonly trafficPrice: number;
}

type Column = readonly [title: string, of: (outcome: Outcome) => string];

const count = (value: number) => Math.round(value).toLocaleString('en');
const decimal = (value: number) => value.toFixed(value < 10 ? 1 : 0);
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const most = ({ nodes }: Outcome, of: (node: Outcome['nodes'][number]) => number) =>
  Math.max(...nodes.map(of));
const coresOf = (outcome: Outcome, purpose: keyof Outcome['nodes'][number]['cores']) =>
  outcome.nodes.reduce((sum, { cores }) => sum + cores[purpose], 0);
const timesOf = ({ count: number, p50, p99, p999 }: Outcome['delivered']) =>
  number === 0 ? '' : [p50, p99, p999].map(decimal).join(' / ');

/** The times of an overloaded node are those of the stretch: they only grow. */
const steady = (outcome: Outcome, times: Outcome['delivered']) =>
  most(outcome, ({ busy }) => busy) > 0.98 ? 'overloaded' : timesOf(times);

const load: readonly Column[] = [
  ['connected', ({ present }) => count(present)],
  ['rooms', ({ rooms }) => count(rooms)],
  ['deliveries/s: messages', ({ messageDeliveries }) => count(messageDeliveries)],
  ['  presence and typing', ({ hereDeliveries }) => count(hereDeliveries)],
  ['  receipts', ({ receiptDeliveries }) => count(receiptDeliveries)],
  ['cores: entries', (outcome) => decimal(coresOf(outcome, 'entries'))],
  ['  presence', (outcome) => decimal(coresOf(outcome, 'presence'))],
  ['  receipts and typing', (outcome) => decimal(coresOf(outcome, 'receipts and typing'))],
  ['  connections', (outcome) => decimal(coresOf(outcome, 'connections'))],
  ['  idle streams', (outcome) => decimal(coresOf(outcome, 'idle streams'))],
  ['busiest node, of its cores', (outcome) => percent(most(outcome, ({ busy }) => busy))],
  ['  of its disk', (outcome) => percent(most(outcome, ({ disk }) => disk))],
  ['  MB/s sent', (outcome) => decimal(most(outcome, ({ sentBytes }) => sentBytes / 1e6))],
  ['  memory, MB', (outcome) => count(most(outcome, ({ memory }) => memory / 1e6))],
];
const times: readonly Column[] = [
  ['append to delivery, p50 / p99 / p99.9 ms', (outcome) => steady(outcome, outcome.delivered)],
  ['append to acknowledgement', (outcome) => steady(outcome, outcome.acknowledged)],
];
const failures: readonly Column[] = [
  [
    'rooms without leader: append to delivery',
    ({ failed }) => (failed ? timesOf(failed.delivered) : ''),
  ],
  ['  the longest, ms', ({ failed }) => (failed ? count(failed.delivered.max) : '')],
  ['other rooms: append to delivery', ({ delivered }) => timesOf(delivered)],
  [
    'connected again after, p50 / p99 / p99.9 ms',
    ({ reconnected }) => (reconnected ? timesOf(reconnected) : ''),
  ],
  ['messages that not everyone has', ({ sent, completed }) => count(sent - completed)],
  ['busiest node, of its cores', (outcome) => percent(most(outcome, ({ busy }) => busy))],
];

const cores = rented.cores;
const campus: Layout = { clusters: 1, leaves: 0, cores };

/** Prints what the simulation says; returns the outcomes. */
export function printSimulation(options: SimulateOptions): object {
  const { members, seconds, seed } = options;
  const base: SimulationPlan = {
    ...{ members, layout: campus, seed, replicas: 3, hour: 10, seconds, keptPerRoom: 3 },
  };
  const withLeaves: Layout = {
    clusters: Math.ceil(members / 50_000),
    leaves: Math.ceil(members / 20_000),
    cores,
  };
  print(
    `Simulated: ${seconds} s at 10 o’clock, seed ${seed}; nodes of ${cores} cores; 3 replicas; ` +
      `3 streams kept for each room in use.\nCosts, in µs of a core or bytes: ${JSON.stringify(measured)}\n`,
  );
  const outcomes: Record<string, readonly Outcome[]> = {};
  const show = (
    title: string,
    columns: readonly Column[],
    plans: readonly (readonly [name: string, plan: SimulationPlan])[],
  ) => {
    const results = plans.map(([, plan]) => simulate(plan));
    outcomes[title] = results;
    print(
      `${table(
        title,
        plans.map(([name]) => name),
        columns,
        results,
      )}\n`,
    );
    return results;
  };

  const asMeasured: SimulationPlan = {
    ...base,
    layout: { ...campus, nodes: 1, cores: 1 },
    ...{ replicas: 1, isQuiet: true, keptPerRoom: 1, surroundings: { memberDelay: [0.05, 0] } },
  };
  show(
    'One core, 2,000 listeners, messages only:',
    [...load.slice(0, 3), ...load.slice(10, 11), ...times],
    [1, 5, 20].map((perSecond) => [
      `${perSecond} msg/s`,
      { ...asMeasured, rooms: [{ type: lectureAt(perSecond), members: 2000 / maxPresence }] },
    ]),
  );
  const sizes = [0.01, 0.03, 0.1, 0.3, 0.5, 1].map((share) => Math.round(members * share));
  show(
    'One cluster of three nodes, members:',
    [...load, ...times],
    sizes.map((size) => [count(size), { ...base, members: size }]),
  );
  const name = `${withLeaves.clusters} clusters, ${withLeaves.leaves} leaves`;
  const spread = { ...base, layout: withLeaves };
  const more = 2 * withLeaves.clusters;
  const alone = { ...base, layout: { ...withLeaves, clusters: more, leaves: 0 } };
  const seldom: HereInterval = { perMember: 1000, most: 900_000 };
  const [asWritten, aloneAsWritten, leaner, aloneLeaner] = show(
    `${count(members)} members on:`,
    [...load, ...times],
    [
      [name, spread],
      [`${more} clusters`, alone],
      [`${name}, T = n × 1 s`, { ...spread, here: seldom }],
      [`${more} clusters, T = n × 1 s`, { ...alone, here: seldom }],
    ],
  ) as [Outcome, Outcome, Outcome, Outcome];
  show(
    `${name}, at the hour:`,
    [...load, ...times],
    [4, 8, 10, 16, 20].map((hour) => [String(hour), { ...spread, hour }]),
  );
  const small = { ...base, members: members / 10 };
  show('A node of a cluster fails:', failures, [
    [`killed, ${count(small.members)} on one cluster`, { ...small, failure: 'killed' }],
    ['stopped', { ...small, failure: 'stopped' }],
    [`killed, ${name}`, { ...spread, failure: 'killed' }],
    ['stopped', { ...spread, failure: 'stopped' }],
  ]);

  const hardware: Hardware = {
    ...rented,
    price: options.price,
    trafficPrice: options.trafficPrice,
  };
  const meanLoad = dailyPresence.reduce((sum, share) => sum + share, 0) / 24 / maxPresence;
  const plans: readonly (readonly [string, Outcome])[] = [
    ['leaf nodes', asWritten],
    ['clusters alone', aloneAsWritten],
    ['leaf nodes, T = n × 1 s', leaner],
    ['clusters alone, T = n × 1 s', aloneLeaner],
  ];
  const machines = plans.flatMap(([plan, outcome]) =>
    [members, 100 * members].map((size) => ({
      plan,
      ...machinesFor(size, outcome, { hardware, meanLoad }),
    })),
  );
  print(
    `Machines: ${cores} cores, ${rented.memory / 1e9} GB, ${(rented.network * 8) / 1e9} Gbit/s at ` +
      `${hardware.price} € a month, ${hardware.trafficPrice} € a TB; at most 70 % used with one node of each ` +
      `cluster and campus down. T is at most ${hereInterval.most / 60_000} min as in docs/WIDE.md, or 15 min with n × 1 s.`,
  );
  const header = [
    'members',
    'clusters of 3',
    'campuses × leaves',
    'machines',
    'first limit',
    'TB/month',
  ];
  const rows = machines.map((each) => [
    each.plan,
    count(each.members),
    count(each.clusters),
    each.campuses > 0 ? `${each.campuses} × ${each.leavesPerCampus}` : '',
    count(each.machines),
    each.limit,
    count(each.trafficPerMonth / 1e12),
    count(each.price),
    each.pricePerThousand.toFixed(2),
  ]);
  print(grid([['', ...header, '€/month', '€/month for 1,000'], ...rows]));
  return { costs: measured, outcomes, machines };
}

/** A lecture in which so much is said at the busiest hour. */
function lectureAt(perSecond: number): RoomType {
  return { name: 'lecture', size: [2000, 2000], share: 1, perMinute: 60 * perSecond, abroad: 0 };
}

function table(
  title: string,
  names: readonly string[],
  columns: readonly Column[],
  outcomes: readonly Outcome[],
): string {
  return grid([[title, ...names], ...columns.map(([name, of]) => [name, ...outcomes.map(of)])]);
}

/** The first cell of each line is to the left. */
function grid(lines: readonly (readonly string[])[]): string {
  const width = (at: number) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0));
  return lines
    .map((cells) =>
      cells
        .map((text, at) => (at === 0 ? text.padEnd(width(at)) : text.padStart(width(at) + 2)))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
