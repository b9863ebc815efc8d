import { parseArgs } from 'node:util';
import { integerOption, print, runBench } from './command-line';
import { computer, decimals, inTurn, table } from './comparison';
import { contenders, type Protocol, protocols } from './hub-process';
import { measure, rowsFor } from './measure';
import { pipeline, pipelineRows } from './pipeline';
import { storm } from './storm';

const usage = `npm run bench -- [--protocol lab|deskmate/1] [--members 2,50,500] [--rounds 3] [--quick]

Compares this project's hubs with naive ones of the same protocol, each in a separate process and in turn:
broadcasting messages of 64 to 256 bytes, a lab room whose senders send eight messages without waiting, and
an encrypted room to which all members reconnect at once. Figures are medians of the rounds.`;

/** The members who lose their connections at once, the entries they have, and the entries they miss. */
const stormPlan = { members: 200, held: 2000, missed: 200 };

/** Messages that fill one read together. */
const pipelinePlan = { members: 50, senders: 10, messages: 8, size: 128 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      protocol: { type: 'string' },
      members: { type: 'string', default: '2,50,500' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const chosen = values.protocol === undefined ? protocols : [parseProtocol(values.protocol)];
  const sizes = values.members.split(',').map((size) => integerOption(size, '--members', 2, 500));
  const rounds = integerOption(values.rounds ?? (values.quick ? '1' : '3'), '--rounds', 1, 100);
  const phaseMs = values.quick ? 700 : 2000;

  print(
    `Node ${process.versions.node}, ${computer()}; ${rounds} rounds in turn, ${phaseMs / 1000} s a phase.\n`,
  );
  for (const protocol of chosen) {
    for (const members of sizes) {
      const plan = { protocol, members, phaseMs };
      const runs = await inTurn(contenders, rounds, (contender) => measure(contender, plan));
      print(table(`${protocol}, ${members} members`, rowsFor(members), runs));
    }
  }
  if (chosen.includes('lab')) {
    const { members, senders, messages, size } = pipelinePlan;
    const plan = { ...pipelinePlan, phaseMs };
    const runs = await inTurn(contenders, rounds, (contender) => pipeline(contender, plan));
    print(table(`lab, ${senders} of ${members}: ${messages} × ${size} B`, pipelineRows, runs));
  }
  if (chosen.includes('deskmate/1')) {
    const { members, missed } = stormPlan;
    const runs = await inTurn(contenders, rounds, (contender) => storm(contender, stormPlan));
    const row = {
      title: `all ${members} are up to date, ms`,
      of: (ms: number) => ms,
      show: decimals(0),
    };
    print(table(`${members} reconnect, ${missed} missed`, [row], runs));
  }
  print(
    'Ratio: deskmate / naive. The operating system reports the CPU time and memory of the hub process.\n' +
      'At saturation, each of at most 50 senders sends its next message when all members have received\n' +
      'all messages. If the load generator is busier than the hub, the hub could do more.',
  );
}

function parseProtocol(text: string): Protocol {
  const protocol = protocols.find((each) => each === text);
  if (!protocol) throw new Error(`--protocol: "${text}" isn't one of ${protocols.join(', ')}.`);
  return protocol;
}

runBench(main);
