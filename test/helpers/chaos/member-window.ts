import { formatInvite, parseInvite } from '../../../src/protocol/invite';
import { defaultLimits, type Limits } from '../../../src/protocol/limits';
import type { MemberLink } from '../../../src/protocol/member-link';
import type { Network } from '../../../src/protocol/network';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { Epochs } from '../../../src/room/log/epochs';
import type { JournalRecord } from '../../../src/room/log/journal';
import { isQueued, type LogEntry } from '../../../src/room/log/log-entry';
import { Session, type SessionDeps } from '../../../src/room/session/session';
import type { MemberCommand, MemberEvent, NumberedEntry, RoomDump } from './member-events';

/** The product's limits, with all times about the network this much shorter. */
export function pacedLimits(pace: number): Limits {
  return {
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
}

/** One person's window in a test: does what it is told, and prints what happens. */
export class MemberWindow {
  readonly session: Session;
  /** Everything numbered that was printed, so that a log that is shown again isn't. */
  private readonly printed = new Set<string>();
  private lastState = '';

  constructor(
    private readonly person: string,
    private readonly deps: SessionDeps,
    private readonly print: (event: MemberEvent) => void,
  ) {
    this.session = new Session({ ...deps, network: this.watched(deps.network) });
  }

  /** Opens the window, and the room that the last one was in. */
  async start(): Promise<void> {
    const { session } = this;
    session.onDidChangeLog((change) => {
      // Soon: a room that takes over fills the log before the session knows the room.
      queueMicrotask(() => {
        if (change.type === 'entry') this.printEntry(change.entry);
        else if (change.type === 'reset')
          for (const entry of session.entries) this.printEntry(entry);
      });
    });
    session.onDidChangeState(() => {
      // As a user's settings do.
      session.invited?.setMayTakeOver?.(true);
      this.printState();
    });
    const kept = this.deps.archive.list().find(({ closed, over }) => !over && !closed);
    if (kept) await session.reopen(kept.id);
    this.print({ started: true });
    this.printState();
  }

  /** Carries out any command but `set-clock` and `end`. */
  async do(command: MemberCommand): Promise<void> {
    const { person, print, session } = this;
    switch (command.do) {
      case 'host': {
        const options = { name: 'Lab 3', address: command.address, port: 0, maxClients: 8, person };
        await session.host({ kind: 'group', ...options });
        const invite = session.invited?.hostActions?.invite;
        if (invite) print({ invite: formatInvite(invite, 'vscode') });
        break;
      }
      case 'join': {
        const parsed = parseInvite(command.invite);
        if (parsed.ok) await session.joinByInvite(parsed.invite, person);
        break;
      }
      case 'say':
        this.say(command.text);
        break;
      case 'hand-over':
        await this.handOver();
        break;
      case 'dump':
        print({ dump: this.dump() });
        break;
    }
  }

  private say(text: string): void {
    const { print, session } = this;
    try {
      session.messages.say(text);
      // A guest has stored it; a host does so when it numbers it.
      if (!session.invited?.hostActions) print({ said: text });
    } catch (error) {
      print({ refused: text, why: (error as Error).message });
    }
  }

  private async handOver(): Promise<void> {
    const { hostActions } = this.session.invited ?? {};
    const [first] = hostActions?.successors ?? [];
    if (!hostActions || !first) return;
    const { ok } = await hostActions.handOver(first.id, true);
    this.print({ handedOver: ok });
  }

  /** The network, with a look at what goes to and comes from hubs. */
  private watched(network: Network): Network {
    return {
      ...network,
      connectByInvite: async (ticket, signal) => {
        const link = await network.connectByInvite(ticket, signal);
        this.watch(link);
        return link;
      },
    };
  }

  private watch(link: MemberLink): void {
    const send = link.send.bind(link);
    let hubTerm = 0;
    link.send = (frame) => {
      const { type, seq } = frame as { readonly type: string; readonly seq?: number };
      // Before it is sent: it may be the last thing that this process does.
      if (type === 'held' && seq !== undefined) {
        this.print({ held: { seq, hubTerm, ...this.epochAt(seq) } });
      }
      send(frame);
    };
    link.onFrame((frame) => {
      if (frame.type === 'welcome') hubTerm = frame.epoch?.term ?? 1;
      if (frame.type !== 'successors') return;
      const members = frame.successors.map(({ member }) => member);
      this.print({ voters: { seq: frame.seq, ...this.epochAt(frame.seq), members } });
    });
  }

  private printEntry(entry: LogEntry): void {
    const { session } = this;
    if (entry.seq === undefined || !session.invited) return;
    const numbered: NumberedEntry = {
      ...{ seq: entry.seq, ...this.epochAt(entry.seq) },
      content: contentOf(entry),
    };
    const text = JSON.stringify(numbered);
    if (this.printed.has(text)) return;
    this.printed.add(text);
    this.print({ entry: numbered });
  }

  private printState(): void {
    const { invited, state } = this.session;
    const { connection, members } = state;
    const { hostActions } = invited ?? {};
    const event: MemberEvent = {
      state: {
        kind: connection.kind,
        ...('error' in connection && { error: connection.error }),
        ...(hostActions && {
          hosting: this.epochAt(Number.MAX_SAFE_INTEGER),
          ready: hostActions.successors.length,
        }),
        id: members.find(({ self }) => self)?.id ?? '',
        host: members.find(({ host }) => host)?.name ?? '',
      },
    };
    const text = JSON.stringify(event);
    if (text === this.lastState) return;
    this.lastState = text;
    this.print(event);
  }

  /** The log as the window shows it, and as a window after this one would find it. */
  private dump(): RoomDump {
    const { entries, invited } = this.session;
    const view = entries.flatMap((entry) =>
      entry.seq === undefined
        ? []
        : { seq: entry.seq, ...this.epochAt(entry.seq), content: contentOf(entry) },
    );
    const records = this.deps.archive.read(invited?.journalId ?? '') ?? [];
    return { queued: entries.filter(isQueued).length, view, disk: onDisk(records) };
  }

  private epochAt(seq: number): { readonly term: number; readonly opening: number } {
    return this.session.invited?.epochAt(seq) ?? { term: 0, opening: 0 };
  }
}

function contentOf(entry: LogEntry): string {
  if (entry.kind === 'message') return `${entry.authorName}: ${entry.text}`;
  const { event } = entry;
  return 'name' in event ? `${event.type} ${event.name}` : event.type;
}

/** The entries in a journal. */
function onDisk(records: readonly JournalRecord[]): readonly NumberedEntry[] {
  const guest = restoreGuest(records);
  const hosted = restoreHosted(records)?.restored;
  const entries = guest?.held.entries ?? hosted?.entries ?? [];
  const epochs = guest?.held.epochs ?? new Epochs(hosted?.openings);
  return entries.map((entry) => {
    const { term, opening } = epochs.at(entry.seq);
    const content = entry.type === 'message' ? `${entry.name}: ${entry.text}` : entry.type;
    return { seq: entry.seq, term, opening, content };
  });
}
