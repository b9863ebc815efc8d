import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { RoomStatus } from '../../../src/ui/status/room-status';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

function setUp() {
  const clock = new FakeClock();
  const states = new Emitter<void>();
  const badges = new Emitter<void>();
  const room = { kind: 'lab-hub', name: 'x', address: '192.168.1.5', port: 9000 } as const;
  const scene = {
    state: { connection: { kind: 'offline' }, members: [], waiting: [] } as SessionState,
    unseen: 0,
  };
  const shown: string[] = [];
  const keys: Readonly<Record<string, boolean>>[] = [];
  const status = new RoomStatus({
    session: {
      get state() {
        return scene.state;
      },
      onDidChangeState: states.event as never,
    },
    panel: {
      get unseen() {
        return { count: scene.unseen, mentions: 0 };
      },
      badge: () => ({ value: scene.unseen, tooltip: '' }),
      onDidChangeBadge: badges.event,
    },
    item: { show: ({ text }) => shown.push(text) },
    contextKeys: { setRoom: (context) => keys.push(context) },
    ...{ clock, language: 'en', t: english },
    context: () => ({ joined: scene.state.connection.kind === 'joined' }),
    sources: () => ({ problem: undefined }),
  });
  const join = () => {
    scene.state = { connection: { kind: 'joined' }, members: [], waiting: [], room };
    states.fire();
  };
  return { clock, badges, scene, shown, keys, status, join };
}

describe('the status of the room in the editor', () => {
  it('is shown at once, and after each change of the room', () => {
    const { shown, keys, join } = setUp();
    assert.deepEqual(shown.splice(0), ['Deskmate: offline']);
    assert.deepEqual(keys.splice(0), [{ joined: false }]);
    join();
    assert.equal(shown.length, 1);
    assert.notEqual(shown[0], 'Deskmate: offline');
    assert.deepEqual(keys, [{ joined: true }]);
  });

  it('counts what is unseen only if it stays so for a moment', async () => {
    const { clock, badges, scene, shown, join } = setUp();
    join();
    const seen = shown.at(-1) ?? '';
    scene.unseen = 1;
    badges.fire();
    assert.equal(shown.at(-1), seen, 'the user may be looking at it');
    await clock.advance(1000);
    assert.match(shown.at(-1) ?? '', /1/);
    assert.notEqual(shown.at(-1), seen);
    scene.unseen = 0;
    badges.fire();
    assert.equal(shown.at(-1), seen, 'read at once');
  });

  it('isn’t shown any more once it is disposed', () => {
    const { shown, status, join } = setUp();
    status.dispose();
    shown.length = 0;
    join();
    assert.deepEqual(shown, []);
  });
});
