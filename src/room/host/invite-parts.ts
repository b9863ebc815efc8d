import type { RoomEntry } from '../../protocol/room-entry';
import { hasHelpers } from '../../protocol/room-kinds';
import type { RoomServer } from '../../protocol/room-server';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { RoleChange } from '../role-change';
import type { HostAdmission } from './host-admission';
import { HostClass } from './host-class';
import { HostControls } from './host-controls';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import { HostRoster } from './host-roster';
import type { HostRoomOptions, HostState } from './host-state';
import type { HostStorage } from './host-storage';
import { HostSuccession, type LostRoom } from './host-succession';
import type { HostView } from './host-view';
import type { LogWriter } from './log-writer';
import { RoomCode } from './room-code';
import { RoomKnocks } from './room-knocks';
import type { WaitingLine } from './seats';

/** What a server has, in whose room people need an invite. */
type InviteServer = RoomServer & Required<Pick<RoomServer, 'access' | 'knocks' | 'codes'>>;

export interface InvitePartsDeps {
  readonly server: InviteServer;
  readonly options: HostRoomOptions;
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  readonly admission: HostAdmission;
  readonly storage: HostStorage;
  readonly view: HostView;
  readonly clock: Clock;
  readonly files: HostFiles;
  /** Called when something changed that the room shows. */
  readonly onChange: () => void;
  /** Stops everything else in the room, when another member hosts it. */
  readonly stop: () => void;
}

/** What only an invite room has at its host: knocks, a room code, the host's controls, and successors. */
export class InviteParts {
  readonly knocks: RoomKnocks;
  readonly controls: HostControls;
  /** Absent where the server has no port for voters. */
  readonly succession: HostSuccession | undefined;
  /** Only in a room that has helpers. */
  readonly classroom: HostClass | undefined;
  readonly roster: HostRoster | undefined;
  private readonly roomCode: RoomCode;
  private readonly roleChanges = new Emitter<RoleChange>();
  readonly onDidChangeRole = this.roleChanges.event;

  constructor(private readonly deps: InvitePartsDeps) {
    const { clock, files, line, onChange, options, people, server, state } = deps;
    const { storage, view, writer } = deps;
    const { epochs, journal, limits, network, pace, reachable, restored } = options;
    const { access, voters: port } = server;
    const knocks = new RoomKnocks({ listener: server.knocks, access, state, people });
    const roomCode = new RoomCode({ listener: server.codes, access, state, people });
    this.knocks = knocks;
    this.roomCode = roomCode;
    if (port) {
      this.succession = new HostSuccession({
        ...{ state, people, writer, access, journal, network, port, clock, pace, onChange },
        own: () => ({ pin: access.pin, addresses: reachable(), port: server.port }),
      });
      this.succession.onDidLose((lost) => this.becomeGuest(lost));
    }
    if (hasHelpers(state.kind)) {
      const { took } = options;
      const last = restored?.entries.findLast((entry) => entry.type === 'took-over');
      this.classroom = new HostClass({
        ...{ state, people, writer, storage, journal, clock, succession: this.succession },
        restored: restored?.classroom,
        takenFrom: took && last?.before,
        newId: () => network.randomId(),
      });
      const { roster: stored } = this.classroom.stored;
      const roster = new HostRoster({ stored, state, people, writer, journal, clock });
      this.roster = roster;
      knocks.onDidEnd(({ knock, result }) => {
        if (result === 'accepted') roster.expect(knock.name);
      });
    }
    this.controls = new HostControls({
      ...{ state, journal, access, people, writer, line, storage, view, clock, files, knocks },
      ...{ roomCode, reachable, succession: this.succession, classroom: this.classroom },
      ...{ roster: this.roster, admission: deps.admission },
      newId: () => network.randomId(),
      opening: epochs?.current.opening ?? 0,
      asked: restored?.asked ?? [],
      maxWaiting: limits.waitingLine,
    });
  }

  /** The log and the members are restored. */
  restored(): void {
    this.controls.restore();
    this.classroom?.restored();
  }

  /** A member has a new connection. */
  connected(member: string): void {
    this.succession?.connected(member);
    this.classroom?.connected(member);
  }

  /** Entries were numbered and stored. */
  stored(entries: readonly RoomEntry[]): void {
    for (const entry of entries) {
      this.deps.files.stored(entry);
      this.classroom?.numbered(entry);
    }
  }

  /**
   * Ends the room as this member's own, because another member hosts it now, or will. The server keeps listening, because
   * this member still votes.
   */
  private becomeGuest({ follow, state, stays }: LostRoom): void {
    const { line, options, people, server, stop } = this.deps;
    const { journal, memberServer } = options;
    stop();
    journal?.close(false);
    this.knocks.announce(undefined);
    this.roomCode.dispose();
    this.knocks.dispose();
    line.applicants.dismiss({ code: 'other-host' });
    for (const guest of [...line.links]) {
      guest.close({ code: guest.member === undefined ? 'other-host' : 'host-away' });
    }
    // A member that missed where the room is now must not take it for closed.
    for (const guest of people.links) guest.close({ code: 'host-away' });
    if (memberServer) memberServer.room = undefined;
    else void server.close({ code: 'host-away' });
    const voter = memberServer && { memberServer, state };
    this.roleChanges.fire({
      ...{ role: 'guest', stays },
      ...(voter && { voter }),
      ...(follow && { follow }),
    });
  }
}

/** Whether people need an invite to the room of this server. */
export function isInviteServer(server: RoomServer): server is InviteServer {
  return Boolean(server.access && server.knocks && server.codes);
}
