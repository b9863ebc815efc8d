import type { PrivateMessage } from '../../room/classroom';
import type { LogEntry } from '../../room/log/log-entry';
import type { Connection, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { approvalText } from '../../strings/roster-text';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { exhaustive } from '../../util/exhaustive';
import { isInside } from '../enter-room';
import { FollowedClass } from '../follow-class';
import { safeLine } from '../safe-text';
import { note, type TerminalIo } from '../terminal-io';
import { connectionLine, JsonLines, leftOutLine } from './json-lines';
import { LineOutput } from './line-output';
import { LogFollower } from './log-follower';
import { plainLine, plainPrivateLine } from './plain-lines';

export interface RoomWriterOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly io: TerminalIo;
  /** Whether to write JSON instead of text. */
  readonly json: boolean;
  /** How many of the entries from before to write; undefined: those that are new on this computer. */
  readonly backlog?: number | undefined;
}

/**
 * Writes a room's log to standard output, and changes of the connection: in JSON among the entries, in words to standard
 * error. Create it before the session goes into the room, because it remembers what was here before.
 */
export class RoomWriter implements Disposable {
  /** Resolves when everything said before is written, and the line that says that the user is in. */
  readonly ready: Promise<void>;
  private markReady: () => void = () => {};
  private readonly json: JsonLines | undefined;
  private readonly output: LineOutput;
  private readonly following: readonly Disposable[];
  private follower: LogFollower | undefined;
  /** The ids of the entries that were saved here before. */
  private saved: ReadonlySet<string> = new Set();
  /** The connection as written last. */
  private written = '';

  constructor(private readonly options: RoomWriterOptions) {
    const { io, json, session } = options;
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
    this.json = json ? new JsonLines(io, () => session.state.members) : undefined;
    this.output = new LineOutput(io.stdout, (count) =>
      json ? leftOutLine(count) : `\t\t${io.t('Left out: {0} lines', count)}`,
    );
    this.following = [
      session.onDidChangeLog((change) => {
        const isOther = change.type === 'reset' && !change.isSameRoom;
        if (isOther && !this.follower) this.saved = new Set(session.entries.map(({ id }) => id));
      }),
      session.onDidChangeState((state) => this.follow(state)),
      new FollowedClass(session, {
        // Not before what everyone has said.
        received: (message) => void this.ready.then(() => this.tellPrivately(message)),
      }),
    ];
  }

  /** Begins with the log so far, unless it has begun, although nothing shows yet that the room let the user in. */
  begin(): void {
    if (this.follower) return;
    const { session, clock, backlog } = this.options;
    const { entries } = session;
    const past =
      backlog === undefined
        ? entries.filter(({ id }) => !this.saved.has(id))
        : entries.slice(Math.max(0, entries.length - backlog));
    const first = new Set(past);
    this.follower = new LogFollower(session, clock, (entry, before) => this.take(entry, before), {
      past,
      known: entries.filter((entry) => !first.has(entry)),
    });
    this.saved = new Set();
    this.markReady();
  }

  /** Writes nothing more, because nobody reads it. */
  close(): void {
    this.output.close();
  }

  /** Writes what waits, and nothing more. */
  dispose(): void {
    for (const each of this.following) each.dispose();
    this.follower?.flush();
    this.follower?.dispose();
    this.output.dispose();
  }

  private take(entry: LogEntry, before: LogEntry | undefined): void {
    const line = this.json?.entry(entry, before) ?? this.plain(entry, before);
    if (line !== undefined) this.output.write(line);
  }

  private tellPrivately(message: PrivateMessage): void {
    const line = this.json?.privateMessage(message) ?? plainPrivateLine(message, this.options.io);
    this.output.write(line);
  }

  private plain(entry: LogEntry, before: LogEntry | undefined): string | undefined {
    return this.json ? undefined : plainLine(entry, before, this.options.io);
  }

  private follow(state: SessionState): void {
    const { connection } = state;
    const isIn = isInside(this.options.session);
    if (isIn) this.begin();
    // Until everything said before is here, the user isn't in for whoever reads this.
    if (connection.kind === 'joined' && !isIn) return;
    if (connection.kind === 'offline') this.follower?.flush();
    const key = JSON.stringify({ ...connection, target: undefined });
    if (key === this.written) return;
    this.written = key;
    if (this.json) this.output.write(connectionLine(connection, state));
    else this.tell(connection, state);
  }

  /** Says in words what the log doesn't. */
  private tell(connection: Connection, { room }: SessionState): void {
    const { io } = this.options;
    const { t } = io;
    switch (connection.kind) {
      case 'joined':
        note(io, t('In “{0}”.', safeLine(room?.name ?? '')));
        break;
      case 'waiting':
        if (connection.approval !== undefined) {
          note(io, approvalText(connection.approval, t).join(' '));
        } else if (connection.position !== undefined) {
          note(io, t('Waiting to be let in: number {0} in line.', connection.position));
        }
        break;
      case 'reconnecting':
        // A saved room begins like this.
        if (this.follower) note(io, t('Reconnecting…'));
        break;
      case 'connecting':
      case 'hosting':
      case 'offline':
        break;
      default:
        exhaustive(connection);
    }
  }
}
