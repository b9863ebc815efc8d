import assert from 'node:assert/strict';
import { FakeClock } from '../../helpers/fake-clock';
import { hostedRoom } from '../../helpers/hosted';

describe('a nudge in a hosted room', () => {
  function setUp() {
    const all = hostedRoom();
    const bo = all.server.connect('Bo');
    const cy = all.server.connect('Cy');
    const nudged: string[] = [];
    all.room.onNudge?.((id) => nudged.push(id));
    const replies = (guest: typeof bo) =>
      guest.notices.flatMap((notice) =>
        notice.type === 'nudge' || notice.type === 'nudged' || notice.type === 'refused'
          ? [notice]
          : [],
      );
    return { ...all, bo, cy, nudged, replies };
  }

  it('reaches the member, and only them, and isn’t in the log', () => {
    const { bo, cy, nudged, replies, lines } = setUp();
    const before = lines();
    bo.ask({ type: 'nudge', id: 'n1', member: 'm2' });
    assert.deepEqual(replies(cy), [{ type: 'nudge', member: 'm1' }]);
    assert.deepEqual(replies(bo), [{ type: 'nudged', id: 'n1' }]);
    bo.ask({ type: 'nudge', id: 'n2', member: 'm0' });
    assert.deepEqual(nudged, ['m1']);
    assert.equal(replies(cy).length, 1);
    assert.deepEqual(lines(), before);
  });

  it('is limited to one a minute for each member', async () => {
    const { bo, cy, clock, replies } = setUp();
    for (const id of ['n1', 'n2']) bo.ask({ type: 'nudge', id, member: 'm2' });
    assert.deepEqual(replies(bo).at(-1), { type: 'refused', code: 'too-soon', id: 'n2' });
    cy.ask({ type: 'nudge', id: 'n3', member: 'm1' });
    assert.deepEqual(replies(cy).at(-1), { type: 'nudged', id: 'n3' });
    await clock.advance(60_000);
    bo.ask({ type: 'nudge', id: 'n4', member: 'm2' });
    assert.equal(replies(cy).filter(({ type }) => type === 'nudge').length, 2);
  });

  it('is refused for oneself, for strangers and for who isn’t connected', () => {
    const { bo, cy, replies } = setUp();
    cy.lose();
    for (const [id, member] of ['m1', 'm9', 'm2'].entries()) {
      bo.ask({ type: 'nudge', id: `n${id}`, member });
      assert.deepEqual(replies(bo).at(-1), { type: 'refused', code: 'not-here', id: `n${id}` });
    }
  });

  it('by the host has the same limits', async () => {
    const { room, cy, replies } = setUp();
    const nudge = (member: string) => room.invited?.nudge(member);
    assert.equal(await nudge('m2'), 'passed-on');
    assert.deepEqual(replies(cy), [{ type: 'nudge', member: 'm0' }]);
    assert.equal(await nudge('m2'), 'too-soon');
    assert.equal(await nudge('m0'), 'not-here');
    await room.leave();
    assert.equal(await nudge('m1'), 'offline');
  });

  it('is due again when the clock was set back', async () => {
    const { NudgeLimiter } = await import('../../../src/room/host/nudge-limiter');
    const clock = new FakeClock();
    await clock.advance(100_000);
    const nudges = new NudgeLimiter(clock);
    assert.equal(nudges.take('a', 'b'), true);
    assert.equal(nudges.take('a', 'b'), false);
    assert.equal(nudges.take('b', 'a'), true);
  });
});
