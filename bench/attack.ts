import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { parseArgs } from 'node:util';
import { alpn } from '../src/protocol/frames';
import { integerOption, print, runBench } from './command-line';
import { tokenOf } from './hubs/contenders';
import type { LagReport } from './lag-probe';
import { median, percentile } from './statistics';

const attacks = ['pings', 'fat-pings', 'records', 'addresses', 'segments', 'hub'] as const;
type Attack = (typeof attacks)[number];

const usage = `npm run bench:attack -- [--attack ${attacks.join('|')}] [--seconds 5]

Measures how long a message takes between two honest members, and the event loop lag of the attacked
process, without and during each attack: four members who send pings, pings of 7,000 fields, or one byte
per TLS record; 4,096 addresses that connect and send nothing; four lab clients who send single bytes; and
a hub that floods its guest. The attackers run in a separate process.`;

/** The time between two messages of an honest member, in ms; within the hub's rate limit. */
const SEND_INTERVAL_MS = 110;
/** The number of pairs of honest members. */
const PAIRS = 4;
/** The number of members who try to join during an attack. */
const NEWCOMERS = 20;
const TIMEOUT_MS = 5000;
const LIMITS = ['connectionsPerAddress', 'newConnectionsPerMinute'].flatMap((limit) => [
  '--limit',
  `${limit}=100000`,
]);

interface Row extends LagReport {
  readonly attack: string;
  /** Milliseconds from sending to receiving. */
  readonly latencies: readonly number[];
  readonly lost: number;
  readonly newcomers: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      attack: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const seconds = integerOption(values.seconds, '--seconds', 1, 600);
  const chosen = attacks.filter((each) => values.attack === undefined || each === values.attack);
  if (chosen.length === 0) throw new Error(`--attack: there is no "${values.attack}".`);
  print('attack        | msg p50  | msg p99  | lost | lag p50 | lag p99 | busy | newcomers joined');
  for (const attack of chosen) {
    const rows = attack === 'hub' ? await measureGuest(seconds) : await measureHub(attack, seconds);
    for (const row of rows) print(format(row));
  }
  print(
    'Times in ms; lag is the event loop lag of the attacked process, busy the share of a core that it uses.',
  );
}

async function measureHub(attack: Attack, seconds: number): Promise<Row[]> {
  const isLab = attack === 'segments';
  const kind = isLab ? 'lab-hub' : 'group';
  const args = ['--kind', kind, '--address', '127.0.0.1', '--max-clients', '500', ...LIMITS];
  const hub = start('src/cli/hub.ts', args, true);
  const { port, invite } = await waitUntilListening(hub);
  const token = isLab ? '' : tokenOf(invite ?? '');
  const join = (from?: string) =>
    isLab ? LabMember.join(port) : SecureMember.join(port, token, from);
  const members: Member[] = [];
  for (let index = 0; index < 2 * PAIRS; index += 1) members.push(await join());
  const quiet = await observe('quiet', hub, members, seconds);
  const attackers = start('bench/attackers.ts', [attack, String(port), token], false);
  await once(attackers, 'message');
  const attacked = await observe(attack, hub, members, seconds);
  let joined = 0;
  for (let index = 0; index < NEWCOMERS; index += 1) {
    // An address that hasn't connected before.
    const member = await join(`127.99.0.${index + 1}`).catch(() => undefined);
    if (member) joined += 1;
    member?.leave();
  }
  for (const member of members) member.leave();
  for (const child of [attackers, hub]) child.kill('SIGKILL');
  return [quiet, { ...attacked, newcomers: `${joined} of ${NEWCOMERS}` }];
}

async function measureGuest(seconds: number): Promise<Row[]> {
  const hub = start('bench/attackers.ts', ['hub'], false);
  const [{ port, pin }] = (await once(hub, 'message')) as [{ port: number; pin: string }];
  const guest = start('bench/flooded-guest.ts', [String(port), pin], true);
  await once(guest, 'message');
  const row = await observe('hub', guest, [], seconds);
  hub.kill('SIGKILL');
  // It removes its folder first.
  const exited = once(guest, 'exit');
  guest.kill('SIGTERM');
  await exited;
  return [row];
}

/** Lets the members exchange messages for `seconds` and measures their latency. */
async function observe(
  attack: string,
  attacked: ChildProcess,
  members: readonly Member[],
  seconds: number,
): Promise<Row> {
  await requestReport(attacked);
  const latencies: number[] = [];
  const sentAt = new Map<string, number>();
  for (const [index, member] of members.entries()) {
    member.onText = (text) => {
      if (index % 2 === 0) return;
      for (const [marker] of text.matchAll(/@\d+-\d+@/g)) {
        const time = sentAt.get(marker);
        if (time === undefined || !marker.startsWith(`@${index - 1}-`)) continue;
        latencies.push(performance.now() - time);
        sentAt.delete(marker);
      }
    };
  }
  const end = performance.now() + seconds * 1000;
  for (let count = 0; performance.now() < end; count += 1) {
    for (let index = 0; index < members.length; index += 2) {
      const marker = `@${index}-${count}@`;
      sentAt.set(marker, performance.now());
      members[index]?.send(marker);
    }
    await new Promise((resolve) => setTimeout(resolve, SEND_INTERVAL_MS));
  }
  const lag = await requestReport(attacked);
  // A late message isn't lost: wait for it.
  for (
    const deadline = performance.now() + TIMEOUT_MS;
    sentAt.size > 0 && performance.now() < deadline;
  ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { attack, latencies, lost: sentAt.size, newcomers: '', ...lag };
}

/** A member who sends and receives messages. */
abstract class Member {
  onText: (text: string) => void = () => {};
  abstract send(text: string): void;
  abstract leave(): void;
}

class SecureMember extends Member {
  private sent = 0;

  private constructor(private readonly socket: ReturnType<typeof connect>) {
    super();
  }

  /** @throws {Error} if the hub doesn't admit the member in time */
  static async join(port: number, token: string, localAddress = ''): Promise<SecureMember> {
    const tcp = connectTcp({ host: '127.0.0.1', port, ...(localAddress && { localAddress }) });
    const socket = connect({
      socket: tcp,
      ca: [],
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [alpn],
    });
    tcp.on('error', () => socket.destroy());
    tcp.setNoDelay(true);
    const member = new SecureMember(socket);
    socket.write(`${JSON.stringify({ type: 'join', version: 1, token, name: 'Member' })}\n`);
    socket.setEncoding('utf8').on('data', (text: string) => member.onText(text));
    await waitForEvent(socket, 'data');
    return member;
  }

  send(text: string): void {
    this.sent += 1;
    this.socket.write(`${JSON.stringify({ type: 'say', id: `s${this.sent}`, text })}\n`);
  }

  leave(): void {
    this.socket.destroy();
  }
}

class LabMember extends Member {
  private constructor(private readonly socket: ReturnType<typeof connectTcp>) {
    super();
  }

  static async join(port: number): Promise<LabMember> {
    const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
    const member = new LabMember(socket);
    socket.setEncoding('utf8').on('data', (text: string) => member.onText(text));
    await waitForEvent(socket, 'data');
    return member;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  leave(): void {
    this.socket.destroy();
  }
}

async function waitForEvent(socket: ReturnType<typeof connectTcp>, event: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(), TIMEOUT_MS);
    const fail = () => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error('not admitted'));
    };
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('close', fail);
    socket.on('error', fail);
  });
}

/** @param probed whether to measure the program's event loop */
function start(program: string, args: readonly string[], probed: boolean): ChildProcess {
  const probe = probed ? ['--import', './bench/lag-probe.ts'] : [];
  return fork(program, args, {
    execArgv: ['--import', 'tsx', ...probe],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

async function waitUntilListening(hub: ChildProcess): Promise<{ port: number; invite?: string }> {
  const [output] = (await once(hub.stdout as NonNullable<typeof hub.stdout>, 'data')) as [Buffer];
  return JSON.parse(output.toString('utf8')) as { port: number; invite?: string };
}

async function requestReport(probed: ChildProcess): Promise<LagReport> {
  const reply = once(probed, 'message') as Promise<[LagReport]>;
  probed.send('report');
  return (await reply)[0];
}

function format({ attack, latencies, lost, lagP50, lagP99, busy, newcomers }: Row): string {
  const ms = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(1));
  return [
    attack.padEnd(13),
    ms(median(latencies)).padStart(8),
    ms(percentile(latencies, 0.99)).padStart(8),
    String(lost).padStart(4),
    ms(lagP50).padStart(7),
    ms(lagP99).padStart(7),
    `${Math.round(busy * 100)} %`.padStart(5),
    newcomers,
  ].join(' | ');
}

runBench(main);
