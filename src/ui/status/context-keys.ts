import { traitsOf } from '../../protocol/room-kinds';
import type { SessionState } from '../../room/room';
import { isInvited } from '../../strings/invited-room';

/** Tells the editor which commands make sense now. */
export class ContextKeys {
  private readonly values = new Map<string, boolean>();

  /** @param tell sets one key in the editor */
  constructor(private readonly tell: (key: string, value: boolean) => void) {}

  setRoom(state: SessionState): void {
    for (const [key, value] of Object.entries(roomContext(state))) this.set(key, value);
  }

  /** Whether the panel's keys count. The editor's own `focusedView` does not know of webviews. */
  setPanelFocused(focused: boolean): void {
    this.set('deskmate.panelFocused', focused);
  }

  private set(key: string, value: boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    this.tell(key, value);
  }
}

/** The keys that the manifest's `when` clauses and enablements go by. */
export function roomContext({ connection, room }: SessionState): Readonly<Record<string, boolean>> {
  const { kind } = connection;
  const connecting = kind === 'connecting';
  const connected = kind !== 'offline' && !connecting;
  return {
    'deskmate.connecting': connecting,
    'deskmate.connected': connected,
    'deskmate.hosting': kind === 'hosting',
    'deskmate.invited': connected && isInvited(room),
    'deskmate.pair': connected && room !== undefined && traitsOf(room.kind).growsTo !== undefined,
    // A guest's room says so of the host's disk, or of its own.
    'deskmate.unsaved': kind === 'hosting' && room?.storage !== undefined,
    'deskmate.locked': connected && room?.locked === true,
  };
}
