import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { integerOption, print, runBench } from '../command-line';
import { CommandProcess } from '../command-process';
import { computer, decimals, percent } from '../comparison';
import { leaveHubCore, placement } from '../cores';
import { isWrong } from '../load/sequence-check';
import { processUsage } from '../process-usage';
import { median } from '../statistics';
import type { LoadCommands, StudentCommands } from './class-commands';
import type { LoadStretch } from './class-load';
import { type ClassPlan, ClassUnderLoad } from './class-under-load';

const usage = `npm run bench:class -- [--seconds 20] [--rounds 3] [--members 500] [--requests 60] [--helpers 6]
  [--messages 5] [--actions 10] [--seed 1] [--profile FOLDER]

A class over TLS: members chat, helpers take requests, give them back and finish them, students ask, pause and withdraw.
Measured in turn with the same chat alone, which is what the ratios are to. One of the students is the program that the
extension runs, in a process of its own.

  --actions N       what helpers and students do, per second together
  --profile FOLDER  writes CPU profiles of the hub and of the student's program`;

/** For compilers, caches and the kernel's buffers to reach their working state. */
const warmMs = 3000;

interface Plan extends ClassPlan {
  readonly seconds: number;
  readonly rounds: number;
  readonly messages: number;
  readonly actions: number;
}

/** What happened in one stretch. */
interface Stretch extends LoadStretch {
  /** Shares of a core. */
  readonly hub: number;
  readonly student: number;
  /** Of the student's panel, per second. */
  readonly statuses: number;
  readonly postedBytes: number;
}

interface Row {
  readonly title: string;
  readonly of: (stretch: Stretch) => number;
  readonly show: (value: number) => string;
  /** It is of requests, so there is none of the chat alone. */
  readonly isOfRequests?: true;
  /** The largest of all rounds counts, not the median. */
  readonly isMax?: true;
}

const ms = decimals(2);
const count = decimals(0);

const rows: readonly Row[] = [
  ...(['queue', 'standing', 'answer'] as const).flatMap((what): Row[] => {
    const title = {
      queue: 'until the other helpers know',
      standing: 'until the students concerned know',
      answer: 'until who did it has the answer',
    }[what];
    return [
      { title: `${title}, p50 ms`, of: (each) => each[what].p50, show: ms, isOfRequests: true },
      { title: '  p99 ms', of: (each) => each[what].p99, show: ms, isOfRequests: true },
      {
        ...{ title: '  max ms', of: (each) => each[what].max, show: ms },
        ...{ isOfRequests: true, isMax: true },
      },
      { title: '  count', of: (each) => each[what].count, show: count, isOfRequests: true },
    ];
  }),
  { title: 'chat, p50 ms', of: ({ chat }) => chat.p50, show: ms },
  { title: '  p99 ms', of: ({ chat }) => chat.p99, show: ms },
  { title: '  max ms', of: ({ chat }) => chat.max, show: ms, isMax: true },
  { title: 'hub, of a core', of: ({ hub }) => hub, show: percent(1) },
  { title: 'received per member, B/s', of: (each) => each.bytesPerMember, show: count },
  { title: 'received per helper, B/s', of: (each) => each.bytesPerHelper, show: count },
  { title: 'student’s program, of a core', of: ({ student }) => student, show: percent(2) },
  { title: '  status posts to the page, /s', of: ({ statuses }) => statuses, show: decimals(1) },
  { title: '  posted to the page, B/s', of: ({ postedBytes }) => postedBytes, show: count },
  { title: 'load, of a core', of: ({ busy }) => busy, show: percent(0) },
  { title: '  its timers late, p99 ms', of: ({ lag }) => lag, show: ms },
];

/** A load process that is busier than this share of a core is the limit. */
const maxLoadBusy = 0.9;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '3' },
      members: { type: 'string', default: '500' },
      requests: { type: 'string', default: '60' },
      helpers: { type: 'string', default: '6' },
      messages: { type: 'string', default: '5' },
      actions: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const plan: Plan = {
    seconds: integerOption(values.seconds, '--seconds', 1, 3600),
    rounds: integerOption(values.rounds, '--rounds', 1, 100),
    members: integerOption(values.members, '--members', 30, 500),
    requests: integerOption(values.requests, '--requests', 1, 200),
    helpers: integerOption(values.helpers, '--helpers', 2, 50),
    messages: integerOption(values.messages, '--messages', 1, 1000),
    actions: integerOption(values.actions, '--actions', 1, 1000),
    seed: integerOption(values.seed, '--seed', 0, 1_000_000),
  };
  leaveHubCore();
  const { helpers, members, messages, requests, rounds, seconds, actions } = plan;
  print(`Node ${process.versions.node}, ${computer()}; ${placement}.`);
  print(
    `${members} members, ${requests} open requests, ${helpers} helpers, ${messages} messages/s, ${actions} actions/s; ` +
      `medians of ${rounds} rounds of ${seconds} s each.\n`,
  );
  const node = values.profile === undefined ? [] : profiling(values.profile);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const room = await ClassUnderLoad.start(plan, node);
  const student = new CommandProcess<StudentCommands>(path.join(room.folder, 'student.js'), {
    ...{ name: 'the student’s program', node },
  });
  process.once('exit', () => student.stop());
  try {
    const isRight = await measure(plan, room, student);
    if (!isRight) process.exitCode = 1;
  } finally {
    await student.end();
    await room.end();
  }
}

/** @returns whether nothing went wrong */
async function measure(
  plan: Plan,
  classroom: ClassUnderLoad,
  student: CommandProcess<StudentCommands>,
): Promise<boolean> {
  const { actions, messages, rounds } = plan;
  const { hub, load } = classroom;
  await student.call('join', classroom.room.invite);
  await classroom.fill();
  const stretch = async (pace: { messages: number; actions: number }): Promise<Stretch> => {
    await student.call('sample');
    const before = { at: performance.now(), ...cpuOf(hub, student) };
    await load.call('start', pace);
    await sleep(plan.seconds * 1000);
    const seconds = (performance.now() - before.at) / 1000;
    const after = cpuOf(hub, student);
    const { postedBytes, statuses } = await student.call('sample');
    return {
      ...(await load.call('stop')),
      hub: (after.hub - before.hub) / seconds,
      student: (after.student - before.student) / seconds,
      ...{ statuses: statuses / seconds, postedBytes: postedBytes / seconds },
    };
  };
  await load.call('start', { messages, actions });
  await sleep(warmMs);
  await load.call('stop');
  const chat: Stretch[] = [];
  const help: Stretch[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => chat.push(await stretch({ messages, actions: 0 })),
      async () => help.push(await stretch({ messages, actions })),
    ];
    // The order is reversed every other round, so that it favors neither.
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  print(table(help, chat));
  return report(help, await load.call('check'), await load.call('views'), await hub.call('queue'));
}

function cpuOf(hub: { readonly pid: number }, student: { readonly pid: number }) {
  const of = ({ pid }: { readonly pid: number }) => processUsage(pid).cpuSeconds;
  return { hub: of(hub), student: of(student) };
}

function table(help: readonly Stretch[], chat: readonly Stretch[]): string {
  const line = (title: string, ...cells: readonly string[]) =>
    `${title.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}`.trimEnd();
  const figure = (stretches: readonly Stretch[], { of, isMax }: Row) =>
    isMax ? Math.max(...stretches.map(of)) : median(stretches.map(of));
  const lines = rows.map((row) => {
    const ours = figure(help, row);
    if (row.isOfRequests) return line(row.title, row.show(ours));
    const baseline = figure(chat, row);
    return line(row.title, row.show(ours), row.show(baseline), (ours / baseline).toFixed(2));
  });
  const [queue, standing, talk] = [help, help, chat].map((stretches, at) =>
    median(stretches.map((each) => [each.queue, each.standing, each.chat][at]?.p99 ?? Number.NaN)),
  ) as [number, number, number];
  const ratios = [
    ['other helpers, p99, to chat alone, p99', queue / talk],
    ['students concerned, p99, to chat alone, p99', standing / talk],
  ] as const;
  return [
    line('', 'class', 'chat alone', 'ratio'),
    ...lines,
    ...ratios.map(([title, ratio]) => line(title, '', '', ratio.toFixed(2))),
  ].join('\n');
}

/** Prints what went wrong; returns whether nothing did. */
function report(
  stretches: readonly Stretch[],
  { chat, help }: Awaited<ReturnType<LoadCommands['check']>>,
  views: readonly (readonly string[])[],
  queue: readonly string[],
): boolean {
  const different = views.filter((view) => view.join('\n') !== queue.join('\n')).length;
  const wrong = { ...help, 'views that differ from the hub’s': different };
  print(
    `\nRequests: ${Object.entries(wrong)
      .map(([what, times]) => `${times} ${names[what] ?? what}`)
      .join(', ')}; ${queue.length} open at the end.`,
  );
  print(`Chat: ${chat.lost} lost, ${chat.doubled} doubled, ${chat.misordered} out of order.`);
  const busy = median(stretches.map((each) => each.busy));
  if (busy > maxLoadBusy) {
    print(`* The load process was the limit (${percent(0)(busy)} of a core): times are too long.`);
  }
  return !isWrong(chat) && Object.values(wrong).every((times) => times === 0);
}

const names: Readonly<Record<string, string>> = {
  takenTwice: 'taken twice',
  notTaken: 'not taken by any of several helpers',
  lost: 'lost',
  wrong: 'wrong',
  refused: 'refused',
};

function profiling(folder: string): readonly string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`];
}

runBench(main);
