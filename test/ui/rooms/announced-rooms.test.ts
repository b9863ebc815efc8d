import assert from 'node:assert/strict';
import type { AnnouncedRoom } from '../../../src/protocol/announcement';
import type { RoomCodeState } from '../../../src/protocol/room-code';
import type { Connection, InvitedRoom, RoomInfo, SessionState } from '../../../src/room/room';
import { AnnouncedRooms } from '../../../src/ui/rooms/announced-rooms';
import { Emitter } from '../../../src/util/event';
import { FakeMemento } from '../../helpers/fake-memento';

const pin = 'p'.repeat(43);
const pair: RoomInfo = { kind: 'pair', name: 'Lab 3', address: '::', port: 5000 };
const hub: RoomInfo = { kind: 'lab-hub', name: 'Lab 4', address: '0.0.0.0', port: 9000 };

class Scene {
  readonly changes = new Emitter<SessionState>();
  readonly session = {
    state: stateOf('offline'),
    firstPin: undefined as string | undefined,
    invited: undefined as InvitedRoom | undefined,
    onDidChangeState: this.changes.event,
  };
  private latest: AnnouncedRoom | undefined;
  private ids = 0;
  readonly rooms: AnnouncedRooms;

  constructor(memento = new FakeMemento()) {
    const responder = {
      announce: (room: AnnouncedRoom | undefined) => {
        this.latest = room;
      },
      dispose: () => {
        this.latest = undefined;
      },
    };
    const randomId = () => {
      this.ids += 1;
      return `id${this.ids}`;
    };
    const nearby = { responder, randomId } as unknown as ConstructorParameters<
      typeof AnnouncedRooms
    >[2];
    this.rooms = new AnnouncedRooms(this.session, memento, nearby);
  }

  /** What is announced. */
  shown(): AnnouncedRoom | undefined {
    return this.latest;
  }

  /** The ids for which the host's room took knocks, one after another. */
  readonly knocks: (string | undefined)[] = [];

  /** The ids under which a room code is entered, one after another. */
  readonly coded: (string | undefined)[] = [];
  code: RoomCodeState | undefined;

  be(kind: Connection['kind'], room?: RoomInfo, roomPin?: string): void {
    const knocks = { announce: (id: string | undefined) => this.knocks.push(id) };
    const roomCode = {
      state: this.code,
      announce: (id: string | undefined) => this.coded.push(id),
    };
    const isOwn = kind === 'hosting' && roomPin !== undefined;
    this.session.invited = isOwn
      ? ({ hostActions: { knocks, roomCode } } as unknown as InvitedRoom)
      : undefined;
    this.session.state = stateOf(kind, room);
    this.session.firstPin = roomPin;
    this.changes.fire(this.session.state);
  }
}

function stateOf(kind: Connection['kind'], room?: RoomInfo): SessionState {
  const members = [{ id: 'm0', name: 'Ann', self: true, host: true }];
  return { connection: { kind } as Connection, ...(room && { room }), members, waiting: [] };
}

describe('AnnouncedRooms', () => {
  it('announces a room only after its host has said so, and until it closes', async () => {
    const scene = new Scene();
    scene.be('hosting', pair, pin);
    assert.equal(scene.rooms.announcing, 'off');
    assert.equal(scene.shown(), undefined);
    await scene.rooms.set(true);
    assert.equal(scene.rooms.announcing, 'on');
    assert.equal(scene.shown()?.name, 'Lab 3');
    assert.equal(scene.rooms.ownId, 'id1');
    scene.be('hosting', { ...pair, locked: true }, pin);
    assert.deepEqual([scene.shown()?.locked, scene.shown()?.id], [true, 'id1']);
    await scene.rooms.set(false);
    assert.equal(scene.shown(), undefined);
    await scene.rooms.set(true);
    scene.be('offline');
    assert.equal(scene.shown(), undefined);
    assert.equal(scene.rooms.announcing, undefined);
  });

  it('takes knocks as long as it announces the room, under the same id', async () => {
    const scene = new Scene();
    scene.be('hosting', pair, pin);
    await scene.rooms.set(true);
    assert.equal(scene.shown()?.knock, true);
    await scene.rooms.set(false);
    assert.deepEqual(scene.knocks, [undefined, 'id1', undefined]);
  });

  it('says whether it has a room code, under the same id, unless that is paused', async () => {
    const scene = new Scene();
    const group: RoomInfo = { ...pair, kind: 'group' };
    scene.be('hosting', group, pin);
    await scene.rooms.set(true);
    assert.equal(scene.shown()?.code, false);
    for (const [code, announced] of [
      [{ code: '482193', wrong: 3 }, true],
      [{ code: '482193', wrong: 20, paused: 'guesses' }, false],
      [{ code: '482194', wrong: 0 }, true],
      [undefined, false],
    ] as const) {
      scene.code = code;
      scene.be('hosting', group, pin);
      assert.equal(scene.shown()?.code, announced);
    }
    await scene.rooms.set(false);
    assert.deepEqual(scene.coded, [undefined, ...Array(5).fill('id1'), undefined]);
  });

  it('announces no room that only this computer can reach', async () => {
    for (const address of ['127.0.0.1', '::1', 'localhost']) {
      const scene = new Scene();
      scene.be('hosting', { ...pair, address }, pin);
      await scene.rooms.set(true);
      assert.deepEqual([scene.rooms.announcing, scene.shown()], [undefined, undefined]);
    }
  });

  it('announces nothing that someone else hosts', async () => {
    const scene = new Scene();
    scene.be('joined', pair, pin);
    await scene.rooms.set(true);
    assert.equal(scene.shown(), undefined);
  });

  it('announces an invite room again that is opened again, with a new id', async () => {
    const memento = new FakeMemento();
    const first = new Scene(memento);
    first.be('hosting', pair, pin);
    await first.rooms.set(true);
    first.be('offline');
    first.be('hosting', pair, pin);
    assert.equal(first.shown()?.id, 'id2');
    const reloaded = new Scene(memento);
    reloaded.be('hosting', pair, pin);
    assert.ok(reloaded.shown());
    reloaded.be('hosting', pair, 'q'.repeat(43));
    assert.equal(reloaded.shown(), undefined);
  });

  it('announces no later lab room at the same address', async () => {
    const memento = new FakeMemento();
    const scene = new Scene(memento);
    scene.be('hosting', hub);
    await scene.rooms.set(true);
    assert.equal(scene.shown()?.kind, 'lab-hub');
    scene.be('offline');
    scene.be('hosting', hub);
    assert.equal(scene.shown(), undefined);
    const reloaded = new Scene(memento);
    reloaded.be('hosting', hub);
    assert.equal(reloaded.shown(), undefined);
  });

  it('reports changes', async () => {
    const scene = new Scene();
    const seen: (string | undefined)[] = [];
    scene.rooms.onDidChange(() => seen.push(scene.rooms.announcing));
    scene.be('hosting', pair, pin);
    await scene.rooms.set(true);
    scene.be('hosting', { ...pair, locked: true }, pin);
    await scene.rooms.set(false);
    scene.be('offline');
    assert.deepEqual(seen, ['off', 'on', 'off', undefined]);
    scene.rooms.dispose();
  });
});
