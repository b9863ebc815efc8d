import { hasCode, hasFiles, isOnServer, traitsOf } from '../../protocol/room-kinds';
import type { Classroom } from '../../room/classroom';
import type { SessionState } from '../../room/room';
import { mayLock, type RoomControl } from '../../room/room-control';
import { isInvited } from '../../strings/invited-room';

/** Sets the editor's context keys, which decide which commands are available. */
export class ContextKeys {
  private readonly values = new Map<string, boolean>();

  /** @param tell sets a key in the editor */
  constructor(private readonly tell: (key: string, value: boolean) => void) {}

  /** Updates the keys that depend on the room. @param context of {@link roomContext} */
  setRoom(context: Readonly<Record<string, boolean>>): void {
    for (const [key, value] of Object.entries(context)) this.set(key, value);
  }

  /** Sets whether the panel's key bindings apply. The editor's own `focusedView` doesn't cover webviews. */
  setPanelFocused(focused: boolean): void {
    this.set('deskmate.panelFocused', focused);
  }

  private set(key: string, value: boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    this.tell(key, value);
  }
}

/** The keys that the manifest's `when` and `enablement` clauses use, for the editor and for the commands after `/`. */
export function roomContext(
  { connection, room }: SessionState,
  {
    following,
    muted,
    announcing,
    requests,
    mutesRequests,
    asking,
    canContinue,
    hasRoomCode,
    control = {},
    classroom,
  }: {
    readonly following: boolean;
    readonly muted: boolean;
    /** Whether others on the network see the hosted room; absent if they can't reach it. */
    readonly announcing?: 'on' | 'off' | undefined;
    /** How many people ask to join the hosted room. */
    readonly requests: number;
    /** Whether such requests are denied without asking; absent if the room takes none. */
    readonly mutesRequests?: boolean | undefined;
    /** Whether the user asks to join a room. */
    readonly asking: boolean;
    /** Whether the user can continue a room without its host. */
    readonly canContinue: boolean;
    /** Whether the hosted room has a room code, which may be paused. */
    readonly hasRoomCode: boolean;
    /** What the user may decide about the room. */
    readonly control?: RoomControl;
    /** The class that the user is in. */
    readonly classroom?: Pick<Classroom, 'isHelper' | 'hostActions' | 'own' | 'rules'> | undefined;
  },
): Readonly<Record<string, boolean>> {
  const { kind } = connection;
  const connecting = kind === 'connecting';
  const connected = kind !== 'offline' && !connecting;
  return {
    'deskmate.connecting': connecting,
    'deskmate.connected': connected,
    'deskmate.hosting': kind === 'hosting',
    'deskmate.canInvite': connected && control.inviteActions !== undefined,
    'deskmate.canLock': connected && mayLock(control),
    'deskmate.owner': connected && control.wideControl?.isOwner === true,
    'deskmate.onServer': connected && isOnServer(room?.kind),
    'deskmate.takesFiles': connected && hasFiles(room?.kind),
    'deskmate.invited': connected && isInvited(room),
    'deskmate.pair': connected && room !== undefined && traitsOf(room.kind).growsTo !== undefined,
    // A guest's room reports the host's disk or the guest's own, so only the host counts.
    'deskmate.unsaved': kind === 'hosting' && room?.storage !== undefined,
    'deskmate.locked': connected && room?.locked === true,
    'deskmate.canShowCode': kind === 'hosting' && hasCode(room?.kind),
    'deskmate.hasRoomCode': hasRoomCode,
    'deskmate.canAnnounce': announcing !== undefined,
    'deskmate.announced': announcing === 'on',
    'deskmate.hasRequests': requests > 0,
    // A room takes requests from those who find it on the network.
    'deskmate.takesRequests': announcing === 'on' && mutesRequests === false,
    'deskmate.mutesRequests': mutesRequests === true,
    'deskmate.asking': asking,
    'deskmate.canContinue': canContinue,
    'deskmate.following': following,
    'deskmate.muted': muted,
    ...classContext(classroom),
  };
}

function classContext(
  classroom: Pick<Classroom, 'isHelper' | 'hostActions' | 'own' | 'rules'> | undefined,
): Readonly<Record<string, boolean>> {
  const state = classroom?.own.state;
  return {
    'deskmate.student': classroom?.isHelper === false,
    'deskmate.helper': classroom?.isHelper === true,
    'deskmate.classHost': classroom?.hostActions !== undefined,
    'deskmate.queueOpen': classroom?.rules.open === true,
    'deskmate.requestOpen': state !== undefined && state !== 'none',
    'deskmate.requestWaiting': state === 'waiting',
    'deskmate.requestPaused': state === 'paused',
  };
}
