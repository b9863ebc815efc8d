import { defaultFileLimits } from '../../src/protocol/file-limits';
import { isByInvite, type RoomKind } from '../../src/protocol/room-kinds';
import { HostRoom } from '../../src/room/host/host-room';
import type { HostRoomOptions } from '../../src/room/host/host-state';
import type { HostActions } from '../../src/room/host-actions';
import { RoomLog } from '../../src/room/log/room-log';
import type { InvitedRoom } from '../../src/room/room';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { FakeJournal } from './fake-journal';
import { FakeNetwork, FakeServer } from './fake-network';
import { MemoryArchive } from './memory-archive';

export const awayMs = 600_000;

interface Wishes extends Partial<HostRoomOptions> {
  readonly kind?: RoomKind;
  readonly clock?: FakeClock;
  readonly server?: FakeServer;
}

/** A hosted room with a fake network, disk and clock. Its host is Ann, `m0`. */
export function hostedRoom({ kind = 'group', clock = new FakeClock(), ...wishes }: Wishes = {}) {
  const journal = new FakeJournal();
  let made: HostRoom | undefined;
  const address = '127.0.0.1';
  const server =
    wishes.server ??
    new FakeServer({
      kind,
      address,
      port: 9000,
      commit: () => made?.commit() ?? true,
      ...(wishes.restored && { access: wishes.restored.access }),
    });
  const log = new RoomLog();
  const lab = !isByInvite(kind);
  const room = new HostRoom(
    server,
    {
      info: { kind, name: 'Lab 3', address, port: server.port },
      maxClients: 2,
      hasViewer: true,
      closesForGood: false,
      pace: 1,
      waitingLine: 2,
      host: lab ? { id: 'self', name: server.hostName } : { id: 'm0', name: 'Ann' },
      limits: { awayMs, presenceMs: 2000, logEntries: 1000, waitingLine: 2 },
      reachable: () => ['192.168.1.5', 'fd00::5'],
      ...{ network: new FakeNetwork(), logger: silentLogger },
      fileLimits: () => defaultFileLimits,
      ...(!lab && { journal, files: new MemoryArchive(() => clock.now()).files() }),
      ...wishes,
    },
    log,
    clock,
  );
  made = room;
  let changes = 0;
  room.onDidChange(() => {
    changes += 1;
  });
  return {
    room,
    server,
    journal,
    log,
    clock,
    /** How often the room has reported a change. */
    changes: () => changes,
    get invited(): InvitedRoom {
      if (!room.invited) throw new Error('not an invite room');
      return room.invited;
    },
    get hostActions(): HostActions {
      if (!room.invited?.hostActions) throw new Error('not the host of an invite room');
      return room.invited.hostActions;
    },
    names: () => room.members.map(({ name }) => name),
    /** The log as short lines: `Bo joined`, `Bo> hello`. */
    lines: () =>
      log.entries.map((entry) => {
        if (entry.kind === 'message') return `${entry.authorName}> ${entry.text}`;
        const { event } = entry;
        return 'name' in event ? `${event.name} ${event.type}` : event.type;
      }),
  };
}
