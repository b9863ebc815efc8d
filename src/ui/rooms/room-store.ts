import type * as vscode from 'vscode';
import { formatLabEndpoint, type LabEndpoint, parseLabEndpoint } from '../../protocol/lab-endpoint';
import { type EncodingName, encodingOf } from '../../protocol/text-encoding';
import type { Session } from '../../room/session/session';
import type { Disposable } from '../../util/disposable';
import type { Settings } from '../settings';

/** Maximum number of rooms that are remembered. */
export const maxRecentRooms = 10;

const recentRoomsKey = 'deskmate.recentRooms';

/** Storage key of the encodings other than UTF-8, the latest first: `[address, name]`. */
const encodingsKey = 'deskmate.recentEncodings';

/** The lab rooms joined on this computer; empty while the setting `rememberRooms` is off. */
export class RecentRoomStore {
  constructor(
    private readonly memento: vscode.Memento,
    private readonly settings: Pick<Settings, 'rememberRooms'>,
  ) {}

  get rooms(): readonly LabEndpoint[] {
    return this.settings.rememberRooms ? readRecentRooms(this.memento.get(recentRoomsKey)) : [];
  }

  async add(room: LabEndpoint): Promise<void> {
    if (this.settings.rememberRooms) await this.write(withRoom(this.rooms, room));
  }

  /** The encoding chosen for a room; UTF-8 by default. */
  encodingOf(room: LabEndpoint): EncodingName {
    const text = formatLabEndpoint(room);
    const found = this.settings.rememberRooms && this.encodings.find(([place]) => place === text);
    return (found && encodingOf(found[1])) || 'utf-8';
  }

  async keepEncoding(room: LabEndpoint, name: EncodingName): Promise<void> {
    if (!this.settings.rememberRooms) return;
    const others = this.encodingsBut(room);
    const own = name === 'utf-8' ? [] : [[formatLabEndpoint(room), name]];
    await this.memento.update(encodingsKey, [...own, ...others].slice(0, maxRecentRooms));
  }

  async remove(room: LabEndpoint): Promise<void> {
    const others = this.encodingsBut(room);
    if (others.length < this.encodings.length) await this.memento.update(encodingsKey, others);
    await this.write(withoutRoom(this.rooms, room));
  }

  /** Deletes all remembered rooms if the setting `rememberRooms` is off. */
  async respectSetting(): Promise<void> {
    if (this.settings.rememberRooms) return;
    for (const each of [recentRoomsKey, encodingsKey]) {
      if (this.memento.get(each) !== undefined) await this.memento.update(each, undefined);
    }
  }

  private get encodings(): readonly (readonly unknown[])[] {
    const stored = this.memento.get<unknown>(encodingsKey);
    return Array.isArray(stored) ? stored.filter(Array.isArray) : [];
  }

  private encodingsBut(room: LabEndpoint): readonly (readonly unknown[])[] {
    const text = formatLabEndpoint(room);
    return this.encodings.filter(([place]) => place !== text);
  }

  private async write(rooms: readonly LabEndpoint[]): Promise<void> {
    await this.memento.update(recentRoomsKey, storeRecentRooms(rooms));
  }
}

/** Reads stored rooms, the latest first; skips invalid ones. */
export function readRecentRooms(stored: unknown): readonly LabEndpoint[] {
  if (!Array.isArray(stored)) return [];
  return stored
    .flatMap((text: unknown) => {
      const parsed = typeof text === 'string' ? parseLabEndpoint(text) : undefined;
      return parsed?.ok ? [parsed.endpoint] : [];
    })
    .slice(0, maxRecentRooms);
}

/** Converts rooms for storage. */
export function storeRecentRooms(rooms: readonly LabEndpoint[]): readonly string[] {
  return rooms.map(formatLabEndpoint);
}

/** Returns the list with a joined room moved or added to the front. */
export function withRoom(
  rooms: readonly LabEndpoint[],
  joined: LabEndpoint,
): readonly LabEndpoint[] {
  return [joined, ...withoutRoom(rooms, joined)].slice(0, maxRecentRooms);
}

/** Returns the list without a room. */
export function withoutRoom(
  rooms: readonly LabEndpoint[],
  gone: LabEndpoint,
): readonly LabEndpoint[] {
  const text = formatLabEndpoint(gone);
  return rooms.filter((room) => formatLabEndpoint(room) !== text);
}

const openRoomKey = 'deskmate.openRoom';

/**
 * Remembers which invite room this window is in, so that the window goes back into it after a reload or a
 * crash. Forgets a room that the user has left.
 */
export class OpenRoomStore implements Disposable {
  private current: string | undefined;
  private readonly subscription: Disposable;
  private writing: Promise<unknown> = Promise.resolve();

  /** @param left called with the id of a room when the user has left it */
  constructor(
    private readonly session: Pick<Session, 'invited' | 'onDidChangeState'>,
    private readonly memento: vscode.Memento,
    private readonly left: (id: string) => void,
  ) {
    this.current = session.invited?.journalId;
    this.subscription = session.onDidChangeState(() => this.update());
  }

  /** The id of the room that was open when the window was closed or reloaded; undefined if none was. */
  get kept(): string | undefined {
    const stored: unknown = this.memento.get(openRoomKey);
    return typeof stored === 'string' ? stored : undefined;
  }

  /** Forgets the stored room. */
  forget(): void {
    this.write(undefined);
  }

  /** Stops tracking, because the window is closing and then leaves the room. Resolves when all is written. */
  async stop(): Promise<void> {
    this.subscription.dispose();
    await this.writing;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    const before = this.current;
    this.current = this.session.invited?.journalId;
    if (this.current === before) return;
    this.write(this.current);
    if (before !== undefined) this.left(before);
  }

  private write(id: string | undefined): void {
    if (id === this.kept) return;
    this.writing = Promise.all([this.writing, this.memento.update(openRoomKey, id)]);
  }
}
