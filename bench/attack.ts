import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { parseArgs } from 'node:util';
import { alpn } from '../src/protocol/frames';
import { runBench, say, whole } from './command-line';
import type { LagReport } from './lag-probe';
import { tokenOf } from './secure-crowd';
import { median, percentile } from './statistics';

const attacks = ['pings', 'fat-pings', 'records', 'addresses', 'segments', 'hub'] as const;
type Attack = (typeof attacks)[number];

const usage = `npm run bench:attack -- [--attack ${attacks.join('|')}] [--seconds 5]

How long a message takes from one honest member to another, and how late the event loop of the attacked
process is, without an attack and with it: four members who send pings, pings of 7,000 fields or a byte in
each TLS record; 4,096 addresses that connect and say nothing; four lab clients who send a byte at a time;
a hub that floods its guest. Attackers run in a process of their own.`;

/** Between two messages of an honest member, in ms: within its limits. */
const PACE_MS = 110;
/** Pairs of honest members. */
const PAIRS = 4;
/** Members who try to join during an attack. */
const NEWCOMERS = 20;
const PATIENCE_MS = 5000;
const LIMITS = ['connectionsPerAddress', 'newConnectionsPerMinute'].flatMap((limit) => [
  '--limit',
  `${limit}=100000`,
]);

interface Row extends LagReport {
  readonly what: string;
  /** From sending to receiving, in ms. */
  readonly echoes: readonly number[];
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
  if (values.help) return say(usage);
  const seconds = whole(values.seconds, '--seconds', 1, 600);
  const chosen = attacks.filter((each) => values.attack === undefined || each === values.attack);
  if (chosen.length === 0) throw new Error(`--attack: there is no "${values.attack}".`);
  say('attack        | echo p50 | echo p99 | lost | lag p50 | lag p99 | busy | newcomers let in');
  for (const attack of chosen) {
    const rows = attack === 'hub' ? await measureGuest(seconds) : await measureHub(attack, seconds);
    for (const row of rows) say(format(row));
  }
  say('Times in ms; lag is that of the attacked process, busy its share of a core.');
}

async function measureHub(attack: Attack, seconds: number): Promise<Row[]> {
  const isLab = attack === 'segments';
  const kind = isLab ? 'lab-hub' : 'group';
  const args = ['--kind', kind, '--address', '127.0.0.1', '--max-clients', '500', ...LIMITS];
  const hub = start('src/cli/hub.ts', args, true);
  const { port, invite } = await listening(hub);
  const token = isLab ? '' : tokenOf(invite);
  const enter = (from?: string) =>
    isLab ? LabMember.enter(port) : SecureMember.enter(port, token, from);
  const members: Member[] = [];
  for (let index = 0; index < 2 * PAIRS; index += 1) members.push(await enter());
  const quiet = await observe('quiet', hub, members, seconds);
  const attackers = start('bench/attackers.ts', [attack, String(port), token], false);
  await once(attackers, 'message');
  const attacked = await observe(attack, hub, members, seconds);
  let came = 0;
  for (let index = 0; index < NEWCOMERS; index += 1) {
    // An address that hasn't connected before.
    const member = await enter(`127.99.0.${index + 1}`).catch(() => undefined);
    if (member) came += 1;
    member?.leave();
  }
  for (const member of members) member.leave();
  for (const child of [attackers, hub]) child.kill('SIGKILL');
  return [quiet, { ...attacked, newcomers: `${came} of ${NEWCOMERS}` }];
}

async function measureGuest(seconds: number): Promise<Row[]> {
  const hub = start('bench/attackers.ts', ['hub'], false);
  const [{ port, pin }] = (await once(hub, 'message')) as [{ port: number; pin: string }];
  const guest = start('bench/flooded-guest.ts', [String(port), pin], true);
  await once(guest, 'message');
  const row = await observe('hub', guest, [], seconds);
  for (const child of [hub, guest]) child.kill('SIGKILL');
  return [row];
}

/** Lets the members talk for so many seconds. */
async function observe(
  what: string,
  attacked: ChildProcess,
  members: readonly Member[],
  seconds: number,
): Promise<Row> {
  await report(attacked);
  const echoes: number[] = [];
  const said = new Map<string, number>();
  for (const [index, member] of members.entries()) {
    member.onText = (text) => {
      if (index % 2 === 0) return;
      for (const [mark] of text.matchAll(/@\d+-\d+@/g)) {
        const at = said.get(mark);
        if (at === undefined || !mark.startsWith(`@${index - 1}-`)) continue;
        echoes.push(performance.now() - at);
        said.delete(mark);
      }
    };
  }
  const end = performance.now() + seconds * 1000;
  for (let count = 0; performance.now() < end; count += 1) {
    for (let index = 0; index < members.length; index += 2) {
      const mark = `@${index}-${count}@`;
      said.set(mark, performance.now());
      members[index]?.say(mark);
    }
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  const lag = await report(attacked);
  // A late message isn't lost.
  for (const last = performance.now() + PATIENCE_MS; said.size > 0 && performance.now() < last; ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { what, echoes, lost: said.size, newcomers: '', ...lag };
}

/** A member who talks and listens. */
abstract class Member {
  onText: (text: string) => void = () => {};
  abstract say(text: string): void;
  abstract leave(): void;
}

class SecureMember extends Member {
  private said = 0;

  private constructor(private readonly socket: ReturnType<typeof connect>) {
    super();
  }

  /** @throws {Error} when the hub doesn't let it in in time */
  static async enter(port: number, token: string, localAddress = ''): Promise<SecureMember> {
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
    await within(socket, 'data');
    return member;
  }

  say(text: string): void {
    this.said += 1;
    this.socket.write(`${JSON.stringify({ type: 'say', id: `s${this.said}`, text })}\n`);
  }

  leave(): void {
    this.socket.destroy();
  }
}

class LabMember extends Member {
  private constructor(private readonly socket: ReturnType<typeof connectTcp>) {
    super();
  }

  static async enter(port: number): Promise<LabMember> {
    const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
    const member = new LabMember(socket);
    socket.setEncoding('utf8').on('data', (text: string) => member.onText(text));
    await within(socket, 'data');
    return member;
  }

  say(text: string): void {
    this.socket.write(text);
  }

  leave(): void {
    this.socket.destroy();
  }
}

async function within(socket: ReturnType<typeof connectTcp>, event: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(), PATIENCE_MS);
    const fail = () => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error('not let in'));
    };
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('close', fail);
    socket.on('error', fail);
  });
}

/** @param probed whether its event loop is measured */
function start(program: string, args: readonly string[], probed: boolean): ChildProcess {
  const probe = probed ? ['--import', './bench/lag-probe.ts'] : [];
  return fork(program, args, {
    execArgv: ['--import', 'tsx', ...probe],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

async function listening(hub: ChildProcess): Promise<{ port: number; invite?: string }> {
  const [output] = (await once(hub.stdout as NonNullable<typeof hub.stdout>, 'data')) as [Buffer];
  return JSON.parse(output.toString('utf8')) as { port: number; invite?: string };
}

async function report(probed: ChildProcess): Promise<LagReport> {
  const answer = once(probed, 'message') as Promise<[LagReport]>;
  probed.send('report');
  return (await answer)[0];
}

function format({ what, echoes, lost, lagP50, lagP99, busy, newcomers }: Row): string {
  const ms = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(1));
  return [
    what.padEnd(13),
    ms(median(echoes)).padStart(8),
    ms(percentile(echoes, 0.99)).padStart(8),
    String(lost).padStart(4),
    ms(lagP50).padStart(7),
    ms(lagP99).padStart(7),
    `${Math.round(busy * 100)} %`.padStart(5),
    newcomers,
  ].join(' | ');
}

runBench(main);
