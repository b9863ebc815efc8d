import type * as vscode from 'vscode';
import type { RoomInfo } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';

const nicknamesKey = 'deskmate.nicknames';

/** Maximum number of nicknames remembered, the latest ones. */
const maxNicknames = 500;

/** A name of the user's own for an address in a lab room. */
interface Nickname {
  readonly room: string;
  /** As the room shows it: `('127.0.0.1', 50412)`. */
  readonly address: string;
  readonly name: string;
}

/**
 * The user's own names for addresses in lab rooms, where members have no others. They are never sent, and stay out
 * of exports. An address belongs to one program only while that runs, so a nickname never moves to another port
 * of the same computer.
 */
export class Nicknames implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  private all: readonly Nickname[];
  /** The nicknames in the room that is shown; rebuilt when that room or a nickname changes. */
  private current: { readonly room: string | undefined; readonly names: Map<string, string> };

  constructor(
    private readonly session: Pick<Session, 'state'>,
    private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
  ) {
    const stored = memento.get<unknown>(nicknamesKey);
    this.all = Array.isArray(stored) ? stored.filter(isNickname) : [];
    this.current = this.namesIn(labKey(session.state.room));
  }

  /** What the user calls an address in the room that is shown; undefined if they don't. */
  of(address: string): string | undefined {
    const room = labKey(this.session.state.room);
    if (room !== this.current.room) this.current = this.namesIn(room);
    return this.current.names.get(address);
  }

  /** What to show for a name in this room. */
  readonly shown = (name: string): string => this.of(name) ?? name;

  /** Calls an address by a name, or no longer if the name is empty. Does nothing outside a lab room. */
  async set(address: string, name: string): Promise<void> {
    const room = labKey(this.session.state.room);
    if (room === undefined) return;
    const others = this.all.filter((each) => each.room !== room || each.address !== address);
    const added = name === '' ? [] : [{ room, address, name }];
    this.all = [...others, ...added].slice(-maxNicknames);
    this.current = this.namesIn(room);
    await this.memento.update(nicknamesKey, this.all.length > 0 ? this.all : undefined);
    this.changes.fire();
  }

  dispose(): void {
    this.store.dispose();
  }

  private namesIn(room: string | undefined) {
    const here = room === undefined ? [] : this.all.filter((each) => each.room === room);
    return { room, names: new Map(here.map(({ address, name }) => [address, name])) };
  }
}

/** Names a lab room, present or past; undefined for any other. */
function labKey(room: RoomInfo | undefined): string | undefined {
  return room && !isInvited(room) ? `${room.address}:${room.port}` : undefined;
}

function isNickname(stored: Partial<Nickname> | null): stored is Nickname {
  const { room, address, name } = stored ?? {};
  return [room, address, name].every((field) => typeof field === 'string' && field.length < 256);
}
