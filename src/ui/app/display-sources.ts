import type { AdapterAddress } from '../../net/socket/adapters';
import type { Member } from '../../room/room';
import type { Session } from '../../room/session/session';
import type { MutedRooms } from '../messages/muted-rooms';
import type { CurrentStatusDeps } from '../panel/current-status';
import type { PlaceReporter } from '../place/place-reporter';
import { reachableAdapter } from '../rooms/addresses';
import type { HostAbsence } from '../rooms/host-absence';
import type { RoomAttempts } from '../rooms/room-attempts';
import type { RoomCodeHost } from '../rooms/room-code-host';
import { roomContext } from '../status/context-keys';
import type { MenuSources } from '../status/menu-items';
import type { RoomStatusDeps } from '../status/room-status';
import type { ClassInterface } from './class-interface';
import type { NearbyRooms } from './nearby-rooms';

export interface DisplaySourcesDeps {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly absence: HostAbsence;
  readonly nearbyRooms: NearbyRooms;
  readonly roomCode: Pick<RoomCodeHost, 'hasCode'>;
  readonly classes: ClassInterface;
  readonly muted: MutedRooms;
  readonly reporter: PlaceReporter;
  /** The machine that the port of a hosted room is open on, when it isn't the user's own. */
  readonly remote: string | undefined;
  /** The member that the user follows. */
  followed(): Member | undefined;
  adapters(): readonly AdapterAddress[];
}

/**
 * What the panel, the status bar, the menu and the when clauses depend on besides the session's state, as it is now. They
 * show many of the same facts, so what each of them shows is in one place.
 */
export class DisplaySources {
  constructor(private readonly deps: DisplaySourcesDeps) {}

  /** The editor's context keys; the commands after `/` depend on them, too. */
  readonly context = (): Readonly<Record<string, boolean>> => {
    const { session, absence, nearbyRooms, roomCode, classes, muted, followed } = this.deps;
    return roomContext(session.state, {
      classroom: classes.current.room,
      control: session.invited ?? {},
      following: followed() !== undefined,
      muted: muted.isMuted,
      requests: nearbyRooms.knocks.open.length,
      canContinue: absence.room !== undefined,
      hasRoomCode: roomCode.hasCode,
      ...nearbyRooms.status,
    });
  };

  readonly panel = (): ReturnType<CurrentStatusDeps['sources']> => {
    const { session, attempts, absence, nearbyRooms, classes, muted, reporter } = this.deps;
    const { remote, followed, adapters } = this.deps;
    return {
      problem: attempts.unreportedProblem,
      back: attempts.lastJoined?.role,
      canContinue: absence.room?.isOffered ?? false,
      reachable: reachableAdapter(adapters())?.address,
      remote,
      announced: nearbyRooms.announcedText,
      requests: nearbyRooms.knocks.open,
      asking: nearbyRooms.knockFlow.waiting,
      control: session.invited ?? {},
      sharesPlace: reporter.isReporting,
      followed: followed()?.id,
      muted: muted.isMuted,
      classroom: classes.panel,
      isHelper: (id) => classes.current.isHelper(id),
    };
  };

  readonly statusBar = (): ReturnType<RoomStatusDeps['sources']> => {
    const { attempts, absence, nearbyRooms, classes, muted, followed } = this.deps;
    return {
      problem: attempts.currentProblem,
      followed: followed(),
      muted: muted.isMuted,
      canContinue: absence.room?.isOffered ?? false,
      requests: nearbyRooms.knocks.open.length,
      announced: nearbyRooms.announcedText,
      help: classes.status,
    };
  };

  readonly menu = (): MenuSources => {
    const { session, absence, nearbyRooms, classes } = this.deps;
    return {
      continuable: absence.room?.name,
      requests: nearbyRooms.knocks.open.map(({ name }) => name),
      classroom: classes.current.room,
      control: session.invited ?? {},
      ...nearbyRooms.status,
    };
  };
}
