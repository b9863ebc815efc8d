import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildHub } from '../../scripts/build';
import { createNetwork } from '../../src/net/network';
import type { Card, FileId } from '../../src/protocol/card';
import { parseInvite } from '../../src/protocol/invite';
import type { HubFrame, MemberLink, Ticket } from '../../src/protocol/member-link';
import { systemClock as clock } from '../../src/util/clock';
import { integerOption, print, runBench } from '../command-line';
import type { LagReport } from '../lag-probe';
import { median, percentile } from '../statistics';
import type { ClientPlan, ClientReport } from './client';

const usage = `npm run bench:files -- [--mib 64] [--seconds 20] [--members 5]

Measures how fast a file goes to the hub and back, beside a plain TLS server that only sends it, and how long a
chat message takes between two members while others read that file, or send others, over and over. The hub, those
who read or send, and those who chat are three processes.`;

const MiB = 1024 * 1024;
/** The time between two messages of a member, in ms; within the hub's rate limit. */
const sendMs = 110;
/** Pairs of members who chat. */
const pairs = 4;

const network = createNetwork({ clock });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mib: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '20' },
      members: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const size = integerOption(values.mib, '--mib', 1, 200) * MiB;
  const seconds = integerOption(values.seconds, '--seconds', 1, 600);
  const count = integerOption(values.members, '--members', 1, 50);
  const folder = mkdtempSync(join(tmpdir(), 'deskmate-files-'));
  const children: ChildProcess[] = [];
  const started = (child: ChildProcess) => {
    children.push(child);
    return child;
  };
  try {
    await measure({ size, seconds, count, folder, started });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Plan {
  readonly size: number;
  readonly seconds: number;
  readonly count: number;
  readonly folder: string;
  readonly started: (child: ChildProcess) => ChildProcess;
}

async function measure({ size, seconds, count, folder, started }: Plan): Promise<void> {
  const hub = started(await startHub(folder));
  const { port, invite } = await listening(hub);
  const ticket = ticketOf(invite, port);
  const bytes = randomBytes(size);
  const path = join(folder, 'file.bin');
  writeFileSync(path, bytes);
  const file = { hash: createHash('sha256').update(bytes).digest('base64url'), size };

  const members: Member[] = [];
  for (let index = 0; index < count + 2 * pairs; index += 1) {
    members.push(await Member.join(ticket, `Member ${index}`));
  }
  const readers = members.slice(0, count).map((member) => member.ticket);
  const [sender] = members as [Member];
  const putMs = await timed(() => sender.put(file, bytes));
  print(`to the hub, one member: ${rate(size, putMs)}`);
  sender.send('the file', { type: 'file', name: 'file.bin', ...file });
  await sender.receives('the file');

  const pipe = started(fork(join(__dirname, 'pipe-server.ts'), [path]));
  const [pipePort] = (await once(pipe, 'message')) as [number];
  for (const reading of [1, count]) {
    for (const via of ['files', 'pipe'] as const) {
      const tickets = readers.slice(0, reading);
      const plan = { via, port: via === 'files' ? port : pipePort, file, tickets, times: 3 };
      const client = started(startClient(plan));
      await once(client, 'message');
      client.send('begin');
      const [report] = (await once(client, 'message')) as [ClientReport];
      const who = reading === 1 ? 'one member' : `${reading} members, all together`;
      const name = via === 'files' ? 'from the hub' : 'from a plain TLS server';
      print(`${name}, ${who}: ${rate(report.bytes, report.ms)}`);
    }
  }

  const talkers = members.slice(count);
  // Half of it, because unfinished files together take as much as a room may.
  const half = { ...file, size: size / 2 };
  const mib = size / MiB;
  for (const [when, via, its] of [
    ['quiet', undefined, file],
    [`while ${count} members read ${mib} MiB over and over`, 'files', file],
    [`while ${count} members send ${mib / 2} MiB over and over`, 'put', half],
  ] as const) {
    const plan = via && { via, port, file: its, tickets: readers, times: 0 };
    const client = plan && started(startClient(plan));
    if (client) {
      await once(client, 'message');
      client.send('begin');
    }
    await lag(hub);
    const delays = await chat(talkers, seconds);
    const { lagP50, lagP99, busy } = await lag(hub);
    const ms = (value: number) => value.toFixed(1);
    print(
      `chat, ${when}: p50 ${ms(median(delays))} ms, p99 ${ms(percentile(delays, 0.99))} ms, ` +
        `longest ${ms(Math.max(...delays))} ms of ${delays.length}; ` +
        `hub: lag p50 ${ms(lagP50)} ms, p99 ${ms(lagP99)} ms, ${Math.round(busy * 100)} % of a core`,
    );
    client?.send('end');
    const [report] = client ? ((await once(client, 'message')) as [ClientReport]) : [];
    if (report) print(`  meanwhile moved: ${rate(report.bytes, report.ms)}`);
  }
  for (const member of members) member.link.drop();
}

function rate(bytes: number, ms: number): string {
  return `${((bytes / MiB / ms) * 1000).toFixed(0)} MiB/s`;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Starts the hub from a bundle, as users run it. */
async function startHub(folder: string): Promise<ChildProcess> {
  const root = join(__dirname, '..', '..');
  return fork(
    await buildHub({ outdir: folder, production: true }),
    [
      ...['--kind', 'group', '--max-clients', '500', '--max-file-size', '200'],
      ...['--data', join(folder, 'rooms')],
      ...['--limit', 'connectionsPerAddress=1000', '--limit', 'newConnectionsPerMinute=100000'],
    ],
    {
      execArgv: ['--import', 'tsx', '--import', join(root, 'bench/lag-probe.ts')],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
}

async function listening(hub: ChildProcess): Promise<{ port: number; invite: string }> {
  if (!hub.stdout) throw new Error('The hub has no output.');
  const [line] = (await once(hub.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as { port: number; invite: string };
}

function startClient(plan: ClientPlan): ChildProcess {
  return fork(join(__dirname, 'client.ts'), [JSON.stringify(plan)]);
}

async function lag(hub: ChildProcess): Promise<LagReport> {
  const reply = once(hub, 'message') as Promise<[LagReport]>;
  hub.send('report');
  return (await reply)[0];
}

type Address = Pick<Ticket, 'addresses' | 'port' | 'pin'> & { readonly token: string };

function ticketOf(link: string, port: number): Address {
  const parsed = parseInvite(link);
  if (!parsed.ok) throw new Error('The hub’s invite can’t be read.');
  const { pin, token } = parsed.invite;
  return { addresses: ['127.0.0.1'], port, pin, token };
}

/** A member who chats and sends files, with the real client. */
class Member {
  onText: (text: string) => void = () => {};
  private sent = 0;

  private constructor(
    readonly link: MemberLink,
    readonly ticket: Ticket,
  ) {
    link.onFrame((frame) => {
      if (frame.type === 'message') this.onText(frame.text);
    });
  }

  static async join({ token, ...address }: Address, name: string): Promise<Member> {
    const claim = { token, name };
    const link = await network.connectByInvite({ ...address, claim }, new AbortController().signal);
    const welcomed = new Promise<Extract<HubFrame, { type: 'welcome' }>>((resolve) => {
      link.onFrame((frame) => {
        if (frame.type === 'welcome') resolve(frame);
      });
    });
    link.start();
    const { you } = await welcomed;
    const own = { member: you.id, key: you.key ?? '', last: 0 };
    return new Member(link, { ...address, claim: own });
  }

  async put(file: FileId, bytes: Buffer): Promise<void> {
    const { signal } = new AbortController();
    const open = async function* (offset: number) {
      for (let at = offset; at < bytes.length; at += 256 * 1024) {
        yield bytes.subarray(at, at + 256 * 1024);
      }
    };
    await network.putFile(this.ticket, file, open, { signal, moved: () => {} });
  }

  send(text: string, card?: Card): void {
    this.sent += 1;
    this.link.send({ type: 'say', id: `s${this.sent}`, text, card });
  }

  receives(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.onText = (got) => {
        if (got === text) resolve();
      };
    });
  }
}

/** Lets pairs of members exchange messages; resolves to the times they took, in ms. */
async function chat(members: readonly Member[], seconds: number): Promise<number[]> {
  const delays: number[] = [];
  const sentAt = new Map<string, number>();
  for (const [index, member] of members.entries()) {
    member.onText = (text) => {
      const time = sentAt.get(text);
      if (index % 2 === 0 || time === undefined || !text.startsWith(`${index - 1} `)) return;
      delays.push(performance.now() - time);
      sentAt.delete(text);
    };
  }
  const end = performance.now() + seconds * 1000;
  for (let count = 0; performance.now() < end; count += 1) {
    for (let index = 0; index < members.length; index += 2) {
      const text = `${index} ${count} ${end}`;
      sentAt.set(text, performance.now());
      members[index]?.send(text);
    }
    await new Promise((resolve) => setTimeout(resolve, sendMs));
  }
  while (sentAt.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return delays;
}

runBench(main);
