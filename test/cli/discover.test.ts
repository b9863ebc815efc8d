import assert from 'node:assert/strict';
import { discover, savedHosts } from '../../src/cli/discover';
import type { NearbyRoom } from '../../src/protocol/announcement';
import { RoomArchive } from '../../src/store/room-archive';
import { Emitter } from '../../src/util/event';
import { testTerminal } from '../helpers/cli/test-terminal';
import { FakeClock } from '../helpers/fake-clock';
import { guestHeader, hostHeader } from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';

const room: NearbyRoom = {
  ...{ id: '0123456789abcdef', key: 'a', kind: 'group', name: 'Lab\u202e 3', host: 'Ann' },
  ...{ locked: true, knock: true, code: false, port: 5000 },
  endpoints: [{ host: '10.0.0.7', port: 5000 }],
};
const lab: NearbyRoom = {
  ...{ ...room, key: 'b', kind: 'lab-udp', name: '', host: '', locked: false },
  endpoints: [{ host: 'fe80::1', port: 9000 }],
};

class Finder {
  rooms: readonly NearbyRoom[] = [];
  isDisposed = false;
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;

  find(...rooms: readonly NearbyRoom[]): void {
    this.rooms = rooms;
    this.changes.fire();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

describe('discover', () => {
  const folder = temporaryFolder();

  it('asks the hosts of the rooms that the user joined', () => {
    const archive = new RoomArchive({
      ...{ folder: folder(), clock: new FakeClock(), onFailure: assert.fail },
    });
    for (const header of [guestHeader, hostHeader]) archive.create(header).close(false);
    assert.deepEqual(savedHosts(folder(), testTerminal().io), guestHeader.addresses);
  });

  const start = (json = false) => {
    const [finder, clock, terminal] = [new Finder(), new FakeClock(), testTerminal()];
    const code = discover({ finder, clock, io: terminal.io, json });
    return { finder, clock, terminal, code };
  };

  it('says at a terminal that it looks', async () => {
    const [finder, clock] = [new Finder(), new FakeClock()];
    const terminal = testTerminal({ isTTY: true });
    const code = discover({ finder, clock, io: terminal.io, json: false });
    assert.equal(terminal.errors, 'Looking for 5 seconds…\n');
    await clock.advance(5000);
    await code;
  });

  it('prints each room once, when it is found, for five seconds', async () => {
    const { finder, clock, terminal, code } = start();
    finder.find(room);
    assert.equal(terminal.output, '10.0.0.7:5000  Group  Lab<U+202E> 3 (Ann) [locked]\n');
    finder.find(lab, room);
    assert.match(terminal.output, /\nudp:\/\/\[fe80::1\]:9000 {2}Lab UDP hub\n$/);
    await clock.advance(4999);
    assert.equal(finder.isDisposed, false);
    await clock.advance(1);
    assert.equal(await code, 0);
    assert.equal(finder.isDisposed, true);
    assert.equal(terminal.errors, '');
  });

  it('prints them as JSON for other programs', async () => {
    const { finder, clock, terminal, code } = start(true);
    finder.find(room);
    await clock.advance(5000);
    await code;
    assert.ok(terminal.output.includes('Lab\\u202e 3'));
    const { id: _, key: __, port: ___, ...printed } = room;
    assert.deepEqual(JSON.parse(terminal.output), printed);
  });

  it('says so if there are none, and can be interrupted', async () => {
    const none = start();
    await none.clock.advance(5000);
    assert.equal(await none.code, 0);
    assert.match(none.terminal.errors, /^No room is shown on this network/);
    const stopped = start();
    stopped.terminal.stop('SIGINT');
    assert.equal(await stopped.code, 130);
    assert.equal(stopped.finder.isDisposed, true);
  });
});
