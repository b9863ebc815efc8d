import { parseArgs } from 'node:util';
import { runBench, say, whole } from './command-line';
import { computer, decimals, inTurn, table } from './comparison';
import { contenders, type Protocol, protocols } from './hub-process';
import { measure, rowsFor } from './measure';
import { pipeline, pipelineRows } from './pipeline';
import { storm } from './storm';

const usage = `npm run bench -- [--protocol lab|deskmate/1] [--members 2,50,500] [--rounds 3] [--quick]

Broadcast through this project's hubs and through naive ones of the same protocol, each in a process
of its own and in turn, with messages of 64 to 256 bytes; speakers of a lab room who say eight messages
without waiting; and a storm of members who come back to an
encrypted room at once. Figures are medians of the rounds.`;

/** Members who lose their connections at once, entries they have, and entries they miss. */
const storming = { members: 200, held: 2000, missed: 200 };

/** Messages that together fill a read. */
const pipelined = { members: 50, speakers: 10, messages: 8, size: 128 };

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
  if (values.help) return say(usage);
  const chosen = values.protocol === undefined ? protocols : [known(values.protocol)];
  const sizes = values.members.split(',').map((size) => whole(size, '--members', 2, 500));
  const rounds = whole(values.rounds ?? (values.quick ? '1' : '3'), '--rounds', 1, 100);
  const phaseMs = values.quick ? 700 : 2000;

  say(
    `Node ${process.versions.node}, ${computer()}; ${rounds} rounds in turn, ${phaseMs / 1000} s a phase.\n`,
  );
  for (const protocol of chosen) {
    for (const members of sizes) {
      const plan = { protocol, members, phaseMs };
      const runs = await inTurn(contenders, rounds, (contender) => measure(contender, plan));
      say(table(`${protocol}, ${members} members`, rowsFor(members), runs));
    }
  }
  if (chosen.includes('lab')) {
    const { members, speakers, messages, size } = pipelined;
    const plan = { ...pipelined, phaseMs };
    const runs = await inTurn(contenders, rounds, (contender) => pipeline(contender, plan));
    say(table(`lab, ${speakers} of ${members}: ${messages} × ${size} B`, pipelineRows, runs));
  }
  if (chosen.includes('deskmate/1')) {
    const { members, missed } = storming;
    const runs = await inTurn(contenders, rounds, (contender) => storm(contender, storming));
    const row = {
      title: `all ${members} hold it again, ms`,
      of: (ms: number) => ms,
      show: decimals(0),
    };
    say(table(`${members} cut off, ${missed} missed`, [row], runs));
  }
  say(
    'Ratio: deskmate / naive. CPU time and memory of a hub are what the operating system says of its\n' +
      'process. At saturation each speaker (50 at most) says its next message when all members have\n' +
      'heard all speakers; where the load generator is busier than the hub, the hub could do more.',
  );
}

function known(text: string): Protocol {
  const protocol = protocols.find((each) => each === text);
  if (!protocol) throw new Error(`--protocol: "${text}" is none of ${protocols.join(', ')}.`);
  return protocol;
}

runBench(main);
