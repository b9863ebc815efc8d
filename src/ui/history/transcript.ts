import type * as vscode from 'vscode';
import { isByInvite, roomKindOf } from '../../protocol/room-kinds';
import type { LogEntry, RoomEvent } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Clock, SaveTimer } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings } from '../settings';

/** A room's log as it is saved across a window reload. Plain JSON. */
export interface Transcript {
  readonly version: 1;
  readonly room?: RoomInfo;
  readonly entries: readonly LogEntry[];
}

/** The maximum number of entries to save. */
export const maxTranscriptEntries = 1000;
/** The maximum size of the saved entries, in bytes of JSON. */
export const maxTranscriptBytes = 256 * 1024;

/**
 * The newest entries within the limits. Leaves out the lines about earlier reloads, because each
 * reload adds its own.
 */
export function makeTranscript(
  entries: readonly LogEntry[],
  room: RoomInfo | undefined,
): Transcript {
  const kept: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'system' && entry.event.type === 'restored') continue;
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (kept.length === maxTranscriptEntries || bytes > maxTranscriptBytes) break;
    kept.push(entry);
  }
  return { version: 1, ...(room ? { room: restorable(room) } : {}), entries: kept.reverse() };
}

/** A room without the state that ends with it. */
function restorable({ weather: _, ...room }: RoomInfo): RoomInfo {
  return room;
}

/**
 * The stored transcript; undefined when the storage contains something else, such as the data of another
 * version.
 */
export function readTranscript(stored: unknown): Transcript | undefined {
  if (!isObject(stored) || stored.version !== 1 || !Array.isArray(stored.entries)) return undefined;
  const room = isRoom(stored.room) ? stored.room : undefined;
  return { version: 1, ...(room ? { room } : {}), entries: stored.entries.filter(isEntry) };
}

function isEntry(value: unknown): value is LogEntry {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.time !== 'number') {
    return false;
  }
  return value.kind === 'message'
    ? typeof value.author === 'string' &&
        typeof value.authorName === 'string' &&
        typeof value.text === 'string' &&
        typeof value.own === 'boolean'
    : value.kind === 'system' && isObject(value.event) && isKnownEvent(value.event);
}

/** The events of lab rooms, the only rooms that are saved this way. */
type LabEvent = Exclude<
  RoomEvent['type'],
  | 'renamed'
  | 'founded'
  | 'removed'
  | 'rekeyed'
  | 'gap'
  | 'damaged'
  | 'took-back'
  | 'refused'
  | 'away'
  | 'back'
  | 'named'
  | 'turned-away'
  | 'applied'
  | 'took-over'
  | 'continued'
  | 'grown'
  | 'not-kept'
  | 'kept-again'
  | 'file-unsent'
>;

/** The text fields of each event. */
const textFields = new Map<unknown, readonly string[]>(
  Object.entries({
    opened: ['address'],
    connected: ['address'],
    joined: ['name'],
    'let-in': ['name'],
    left: ['name'],
    vanished: ['name'],
    'too-slow': ['name'],
    empty: ['name'],
    weather: ['text'],
    closed: ['why'],
    restored: [],
  } satisfies Record<LabEvent, readonly string[]>),
);

function isKnownEvent(event: Record<string, unknown>): boolean {
  const fields = textFields.get(event.type);
  if (!fields?.every((field) => typeof event[field] === 'string')) return false;
  if (event.type === 'weather') return ['undefined', 'string'].includes(typeof event.name);
  if (event.type === 'empty') return typeof event.count === 'number';
  if (event.type === 'opened' || event.type === 'connected') return typeof event.port === 'number';
  return event.type !== 'closed' || ['left', 'own', 'host', 'lost'].includes(String(event.why));
}

function isRoom(value: unknown): value is RoomInfo {
  if (!isObject(value)) return false;
  const kind = roomKindOf(value.kind);
  return (
    kind !== undefined &&
    !isByInvite(kind) &&
    typeof value.name === 'string' &&
    typeof value.address === 'string' &&
    typeof value.port === 'number'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const key = 'deskmate.transcript';

/**
 * The interval between saves, in milliseconds. A window in a browser may lose this much, because it closes
 * before it can flush.
 */
const saveMs = 1000;

/**
 * Saves the chat of a lab room across window reloads, unless the user has turned that off. An invite room
 * has its own journal.
 */
export class TranscriptStore implements Disposable {
  private readonly store = new DisposableStore();
  private readonly saving: SaveTimer;

  constructor(
    private readonly session: Session,
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'keepTranscript' | 'onDidChange'>,
    clock: Clock,
  ) {
    this.saving = this.store.add(new SaveTimer(clock, saveMs, () => this.save()));
    if (settings.keepTranscript) this.restore();
    else this.saving.changed();
    this.store.add(session.onDidChangeLog(() => this.saving.changed()));
    this.store.add(settings.onDidChange(() => this.saving.changed()));
  }

  /** Saves pending changes now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  /** Erases the saved chat; the next change of the log saves it again. */
  async forget(): Promise<void> {
    await this.memento.update(key, undefined);
  }

  dispose(): void {
    this.store.dispose();
  }

  private restore(): void {
    const transcript = readTranscript(this.memento.get(key));
    if (transcript) this.session.restore(transcript.entries, transcript.room);
  }

  private save(): PromiseLike<void> {
    const { entries, state } = this.session;
    const wanted = this.settings.keepTranscript && !isInvited(state.room);
    return this.memento.update(key, wanted ? makeTranscript(entries, state.room) : undefined);
  }
}
