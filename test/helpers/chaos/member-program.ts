/**
 * One person's window in a process of its own: a real session with the real network and its files in a folder. It
 * does what the lines of JSON on standard input say, prints what happens as lines of JSON on standard output, and
 * what it logs on standard error.
 */

import { readdirSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createNetwork } from '../../../src/net/network';
import { formatInvite, parseInvite } from '../../../src/protocol/invite';
import { defaultLimits, type Limits } from '../../../src/protocol/limits';
import type { MemberLink, Network } from '../../../src/protocol/transport';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { Epochs } from '../../../src/room/log/epochs';
import type { Archive, JournalRecord } from '../../../src/room/log/journal';
import { isQueued, type LogEntry } from '../../../src/room/log/log-entry';
import { Session } from '../../../src/room/session/session';
import { RoomArchive } from '../../../src/store/room-archive';
import { type Clock, systemClock } from '../../../src/util/clock';
import type {
  MemberCommand,
  MemberEvent,
  NumberedEntry,
  RoomDump,
  Sabotage,
} from './member-events';

const [folder = '', person = '', ...numbers] = process.argv.slice(2);
const pace = Number(numbers[0]);
/** How far the computer's clock is off, in ms. */
let clockOffset = Number(numbers[1]);
const sabotage = numbers[2];
const clock: Clock = {
  now: () => systemClock.now() + clockOffset,
  after: (ms, callback) => systemClock.after(ms, callback),
};

const limits: Limits = {
  ...defaultLimits,
  connectMs: defaultLimits.connectMs * pace,
  heartbeatMs: defaultLimits.heartbeatMs * pace,
  deadMs: defaultLimits.deadMs * pace,
  stallMs: defaultLimits.stallMs * pace,
  retryMinMs: defaultLimits.retryMinMs * pace,
  retryMaxMs: defaultLimits.retryMaxMs * pace,
  // Everything happens this much faster, connections too.
  newConnectionsPerMinute: defaultLimits.newConnectionsPerMinute / pace,
  messagesPerSecond: defaultLimits.messagesPerSecond / pace,
};

const print = (event: MemberEvent) => process.stdout.write(`${JSON.stringify(event)}\n`);
const log = (level: string) => (message: string) => process.stderr.write(`${level}: ${message}\n`);
const logger = { info: log('info'), warn: log('warn'), error: log('error') };

const archive = sabotaged(
  new RoomArchive({
    ...{ folder, clock },
    onFailure: ({ message }) => logger.error(`the disk: ${message}`),
  }),
);
const session = new Session({
  network: watched(createNetwork({ clock, limits })),
  ...{ limits, clock, logger, archive },
});

/** Everything numbered that was printed, so that a log that is shown again isn't. */
const printed = new Set<string>();
let lastState = '';

/** A planted fault, with which the tests of the tests check that they find one. */
function sabotaged(real: RoomArchive): Archive {
  if (sabotage !== ('loses-an-entry' satisfies Sabotage)) return real;
  const open = real.open.bind(real);
  let messages = 0;
  real.open = (id) => {
    const opened = open(id);
    return (
      opened && {
        ...opened,
        records: opened.records.filter(({ type }) => {
          if (type !== 'message') return true;
          messages += 1;
          return messages !== 5;
        }),
      }
    );
  };
  return real;
}

/** The network, with a look at what goes to and comes from hubs. */
function watched(network: Network): Network {
  return {
    ...network,
    connectByInvite: async (ticket, signal) => {
      const link = await network.connectByInvite(ticket, signal);
      watch(link);
      return link;
    },
  };
}

function watch(link: MemberLink): void {
  const send = link.send.bind(link);
  let hubTerm = 0;
  link.send = (frame) => {
    const { type, seq } = frame as { readonly type: string; readonly seq?: number };
    // Before it is sent: it may be the last thing that this process does.
    if (type === 'held' && seq !== undefined) print({ held: { seq, hubTerm, ...epochAt(seq) } });
    send(frame);
  };
  link.onFrame((frame) => {
    if (frame.type === 'welcome') hubTerm = frame.epoch?.term ?? 1;
    if (frame.type !== 'successors') return;
    const members = frame.successors.map(({ member }) => member);
    print({ voters: { seq: frame.seq, ...epochAt(frame.seq), members } });
  });
}

function epochAt(seq: number): { readonly term: number; readonly opening: number } {
  return session.invited?.epochAt(seq) ?? { term: 0, opening: 0 };
}

function contentOf(entry: LogEntry): string {
  if (entry.kind === 'message') return `${entry.authorName}: ${entry.text}`;
  const { event } = entry;
  return 'name' in event ? `${event.type} ${event.name}` : event.type;
}

function printEntry(entry: LogEntry): void {
  if (entry.seq === undefined || !session.invited) return;
  const numbered: NumberedEntry = {
    ...{ seq: entry.seq, ...epochAt(entry.seq) },
    content: contentOf(entry),
  };
  const text = JSON.stringify(numbered);
  if (printed.has(text)) return;
  printed.add(text);
  print({ entry: numbered });
}

function printState(): void {
  const { invited, state } = session;
  const { connection, members } = state;
  const { hostActions } = invited ?? {};
  const event: MemberEvent = {
    state: {
      kind: connection.kind,
      ...('error' in connection && { error: connection.error }),
      ...(hostActions && {
        hosting: epochAt(Number.MAX_SAFE_INTEGER),
        ready: hostActions.successors.length,
      }),
      id: members.find(({ self }) => self)?.id ?? '',
      host: members.find(({ host }) => host)?.name ?? '',
    },
  };
  const text = JSON.stringify(event);
  if (text === lastState) return;
  lastState = text;
  print(event);
}

/** The log as the window shows it, and as a window after this one would find it. */
function dump(): RoomDump {
  const queued = session.entries.filter(isQueued).length;
  const view = session.entries.flatMap((entry) =>
    entry.seq === undefined
      ? []
      : { seq: entry.seq, ...epochAt(entry.seq), content: contentOf(entry) },
  );
  return { queued, view, disk: onDisk(archive.read(session.invited?.journalId ?? '') ?? []) };
}

/** The numbered messages in a journal. */
function onDisk(records: readonly JournalRecord[]): readonly NumberedEntry[] {
  const guest = restoreGuest(records);
  const hosted = restoreHosted(records)?.restored;
  const entries = guest?.held.entries ?? hosted?.entries ?? [];
  const epochs = guest?.held.epochs ?? new Epochs(hosted?.openings);
  return entries.flatMap((entry) =>
    entry.type === 'message'
      ? {
          ...{ seq: entry.seq, ...pick(epochs.at(entry.seq)) },
          content: `${entry.name}: ${entry.text}`,
        }
      : [],
  );
}

function pick({ term, opening }: { readonly term: number; readonly opening: number }) {
  return { term, opening };
}

async function handOver(): Promise<void> {
  const { hostActions } = session.invited ?? {};
  const [first] = hostActions?.successors ?? [];
  if (!hostActions || !first) return;
  const result = await hostActions.handOver(first.id, true);
  print({ handedOver: result.ok });
}

/** Sockets and files of the folder that are open; the standard streams are the test's. */
function openFiles(): readonly string[] {
  const own = '/proc/self/fd';
  return readdirSync(own).flatMap((fd) => {
    if (Number(fd) <= 2) return [];
    try {
      const target = readlinkSync(`${own}/${fd}`);
      return target.startsWith('socket:') || target.startsWith(folder) ? [target] : [];
    } catch {
      // It was the one that listed them.
      return [];
    }
  });
}

async function end(input: { close(): void }): Promise<void> {
  await session.suspend();
  session.dispose();
  input.close();
  process.stdin.destroy();
  const wait = () => {
    const left = openFiles();
    if (left.length > 0) setTimeout(wait, 10).unref();
    print({ open: left });
  };
  wait();
}

/** Consents to take over wherever that is asked, as a user's settings do. */
function consent(): void {
  session.invited?.setMayTakeOver?.(true);
}

async function start(): Promise<void> {
  session.onDidChangeLog((change) => {
    if (change.type === 'entry') printEntry(change.entry);
    else if (change.type === 'reset') for (const entry of session.entries) printEntry(entry);
  });
  session.onDidChangeState(() => {
    consent();
    printState();
  });
  const kept = archive.list().find(({ closed, over }) => !over && !closed);
  if (kept) await session.reopen(kept.id);
  print({ started: true });
  printState();
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const command = JSON.parse(line) as MemberCommand;
  switch (command.do) {
    case 'host': {
      const options = { name: 'Lab 3', address: command.address, port: 0, maxClients: 8, person };
      void session.host({ kind: 'group', ...options }).then(() => {
        const invite = session.invited?.hostActions?.invite;
        if (invite) print({ invite: formatInvite(invite, 'vscode') });
      });
      break;
    }
    case 'join': {
      const parsed = parseInvite(command.invite);
      if (parsed.ok) void session.joinByInvite(parsed.invite, person);
      break;
    }
    case 'say':
      try {
        session.messages.say(command.text);
        // A guest has stored it; a host does so when it numbers it.
        if (!session.invited?.hostActions) print({ said: command.text });
      } catch (error) {
        print({ refused: command.text, why: (error as Error).message });
      }
      break;
    case 'hand-over':
      void handOver();
      break;
    case 'set-clock':
      clockOffset = command.offset;
      break;
    case 'dump':
      print({ dump: dump() });
      break;
    case 'end':
      void end(input);
      break;
  }
});
void start();
