import assert from 'node:assert/strict';
import type { Place } from '../../../src/protocol/place';
import type { Member, SessionState } from '../../../src/room/room';
import { Follower } from '../../../src/ui/place/follower';
import { Emitter } from '../../../src/util/event';

const at = (line: number): Place => ({ path: 'src/hub.py', line });

function scene() {
  const states = new Emitter<SessionState>();
  const takeovers = new Emitter<void>();
  const people = new Map<string, Member>();
  const shown: number[] = [];
  let cleared = 0;
  let gate: Promise<void> | undefined;
  let changes = 0;
  const state = (): SessionState => ({
    connection: { kind: 'joined' },
    members: [...people.values()],
    waiting: [],
  });
  const session = {
    get state() {
      return state();
    },
    onDidChangeState: states.event,
  };
  const follower = new Follower(session, {
    show: async ({ line }) => {
      shown.push(line);
      await gate;
    },
    clear: () => {
      cleared += 1;
    },
    onDidTakeOver: takeovers.event,
    dispose() {},
  });
  follower.onDidChange(() => {
    changes += 1;
  });
  const put = (id: string, place?: Place, name = id) => {
    people.set(id, { id, name, self: id === 'me', host: false, place });
    states.fire(state());
  };
  return {
    follower,
    put,
    shown,
    takeOver: () => takeovers.fire(),
    leave: (id: string) => {
      people.delete(id);
      states.fire(state());
    },
    /** Makes opening a file take until the returned function is called. */
    hold: () => {
      let release: () => void = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        gate = undefined;
        release();
      };
    },
    cleared: () => cleared,
    changes: () => changes,
  };
}

/** Lets what was started run until it waits. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('following a member', () => {
  it('shows where they are, and each place they go to, until the user takes over', async () => {
    const { follower, put, shown, takeOver } = scene();
    put('bo', at(1));
    follower.follow('bo');
    await settle();
    put('bo', at(2));
    await settle();
    put('bo', at(2));
    await settle();
    assert.deepEqual(shown, [1, 2]);
    assert.equal(follower.member?.id, 'bo');
    takeOver();
    put('bo', at(3));
    await settle();
    assert.deepEqual(shown, [1, 2]);
    assert.equal(follower.member, undefined);
  });

  it('skips places that come while a file is opened, except the latest', async () => {
    const { follower, put, shown, hold } = scene();
    put('bo', at(1));
    const release = hold();
    follower.follow('bo');
    for (const line of [2, 3, 4]) put('bo', at(line));
    await settle();
    assert.deepEqual(shown, [1]);
    release();
    await settle();
    assert.deepEqual(shown, [1, 4]);
  });

  it('goes on when they tell nothing for a while, and ends when they leave', async () => {
    const { follower, put, shown, leave, cleared } = scene();
    put('bo', at(1));
    follower.follow('bo');
    put('bo', undefined);
    await settle();
    assert.equal(follower.member?.id, 'bo');
    put('bo', at(5));
    await settle();
    assert.deepEqual(shown, [1, 5]);
    leave('bo');
    assert.equal(follower.member, undefined);
    assert.ok(cleared() > 0);
  });

  it('leaves no mark when it ends while a file is opened', async () => {
    const { follower, put, hold, cleared } = scene();
    put('bo', at(1));
    const release = hold();
    follower.follow('bo');
    follower.stop();
    const before = cleared();
    release();
    await settle();
    assert.ok(cleared() > before);
  });

  it('shows the place again when it begins again, and can change the member', async () => {
    const { follower, put, shown } = scene();
    put('bo', at(1));
    put('cy', at(7));
    follower.follow('bo');
    await settle();
    follower.stop();
    follower.follow('bo');
    await settle();
    follower.follow('cy');
    await settle();
    put('bo', at(2));
    await settle();
    assert.deepEqual(shown, [1, 1, 7]);
    assert.equal(follower.member?.id, 'cy');
  });

  it('follows neither the user nor someone who isn’t there', () => {
    const { follower, put } = scene();
    put('me', at(1));
    follower.follow('me');
    follower.follow('nobody');
    assert.equal(follower.member, undefined);
  });

  it('reports when it begins, ends, or the member has another name', () => {
    const { follower, put, changes } = scene();
    put('bo', at(1));
    follower.follow('bo');
    put('bo', at(2));
    assert.equal(changes(), 1);
    put('bo', at(2), 'Bob');
    assert.equal(changes(), 2);
    follower.stop();
    follower.stop();
    assert.equal(changes(), 3);
  });
});
