import type * as vscode from 'vscode';
import { isByInvite, roomKindOf } from '../../protocol/room-kinds';
import type { LogEntry, RoomEvent } from '../../room/log/log-entry';
import type { RoomInfo } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Clock, SaveTimer } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Settings } from '../settings';

/** A room's log as it is kept across a window reload. Plain JSON. */
export interface Transcript {
  readonly version: 1;
  readonly room?: RoomInfo;
  readonly entries: readonly LogEntry[];
}

/** Entries kept at most. */
export const maxEntries = 1000;
/** Size of the entries kept at most, in bytes of JSON. */
export const maxBytes = 256 * 1024;

/** The newest entries that fit. Leaves out lines about earlier reloads, which say little twice. */
export function makeTranscript(
  entries: readonly LogEntry[],
  room: RoomInfo | undefined,
): Transcript {
  const kept: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'system' && entry.event.type === 'restored') continue;
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (kept.length === maxEntries || bytes > maxBytes) break;
    kept.push(entry);
  }
  return { version: 1, ...(room ? { room } : {}), entries: kept.reverse() };
}

/** What storage held, when it is a transcript; storage may hold what another version wrote. */
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

/** What can happen to a lab room; only those are kept so. */
type LabEvent = Exclude<
  RoomEvent['type'],
  | 'renamed'
  | 'removed'
  | 'gap'
  | 'damaged'
  | 'took-back'
  | 'refused'
  | 'away'
  | 'back'
  | 'named'
  | 'knocked'
  | 'grown'
  | 'not-kept'
  | 'kept-again'
>;

/** The fields of each event that hold a text. */
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
    closed: ['why'],
    restored: [],
  } satisfies Record<LabEvent, readonly string[]>),
);

function isKnownEvent(event: Record<string, unknown>): boolean {
  const fields = textFields.get(event.type);
  if (!fields?.every((field) => typeof event[field] === 'string')) return false;
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

/** Between two saves, ms: what a window in a browser may lose, for it is gone before it can flush. */
const saveMs = 1000;

/**
 * Keeps the chat of a lab room across a window reload, unless the person does not want that. A room
 * by invite has a journal of its own.
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

  /** Keeps what is not kept yet, now. */
  flush(): Promise<void> {
    return this.saving.flush();
  }

  /** Erases what is kept, until the chat goes on. */
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
