import assert from 'node:assert/strict';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostedRoom } from '../../helpers/hosted';

function three() {
  const all = hostedRoom({ maxClients: 20 });
  const bo = all.server.connect('Bo');
  const cy = all.server.connect('Cy');
  return { ...all, bo, cy };
}

/** The marks that a guest was sent, by notice: `m0 3, m2 3`. */
function told(guest: FakeGuest): string[] {
  return guest.notices.flatMap((notice) =>
    notice.type === 'receipts'
      ? [notice.marks.map(({ member, seq }) => `${member} ${seq}`).join(', ')]
      : [],
  );
}

describe('receipts', () => {
  it('go to the author until everyone has its message, to the host at once', async () => {
    const { bo, cy, clock } = three();
    bo.say('hello');
    await clock.advance(0);
    assert.deepEqual(told(bo), ['m0 3']);
    cy.ask({ type: 'received', seq: 3 });
    await clock.advance(249);
    assert.deepEqual(told(bo), ['m0 3'], 'not more often than every 250 ms');
    await clock.advance(1);
    assert.deepEqual(told(bo), ['m0 3', 'm2 3']);
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(10_000);
    assert.deepEqual(told(bo).length, 2);
    assert.deepEqual(told(cy), [], 'a member without messages is told nothing');
    assert.equal(clock.pending, 0);
  });

  it('are sent again to a returning author who may have missed them', async () => {
    const { server, bo, cy, clock } = three();
    bo.say('hello');
    cy.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    bo.lose();
    const back = server.resume('m1', 3);
    await clock.advance(0);
    assert.deepEqual(told(back), ['m0 3, m2 3']);
  });

  it('go to all members who come back at once as one notice, encoded once', async () => {
    const { server, clock, bo } = three();
    const others = Array.from({ length: 10 }, () => server.connect('Di'));
    bo.say('hello');
    for (const other of others) other.ask({ type: 'received', seq: 13 });
    await clock.advance(1000);
    for (const other of others) other.lose();
    const back = others.map((_, index) => server.resume(`m${index + 3}`, 13));
    await clock.advance(250);
    const notices = back.map(({ notices }) => notices.filter(({ type }) => type === 'receipts'));
    assert.deepEqual(
      notices.map(({ length }) => length),
      back.map(() => 1),
    );
    assert.equal(new Set(notices.flat()).size, 1);
    await clock.advance(10_000);
    assert.equal(clock.pending, 0);
  });

  it('report only what has changed, many marks in one', async () => {
    const { server, clock, bo } = three();
    const others = Array.from({ length: 10 }, () => server.connect('Di'));
    bo.say('hello');
    await clock.advance(1000);
    for (const guest of others) guest.ask({ type: 'received', seq: 13 });
    others[0]?.ask({ type: 'received', seq: 13 });
    await clock.advance(1000);
    assert.equal(told(bo).length, 2);
    assert.equal(told(bo)[1], others.map(({ id }) => `${id} 13`).join(', '));
  });

  it('are one notice for all authors, encoded once', async () => {
    const { room, server, bo, cy, clock } = three();
    bo.say('hello');
    cy.say('hi');
    await clock.advance(1000);
    server.connect('Di').ask({ type: 'received', seq: room.members.length });
    await clock.advance(1000);
    assert.equal(bo.notices.length, 2);
    assert.equal(bo.notices.at(-1), cy.notices.at(-1));
  });

  it('show the host who has its messages', async () => {
    const { room, bo, cy, log, clock } = three();
    room.say('hello');
    const delivery = () => {
      const entry = log.entries.at(-1);
      return entry?.kind === 'message' && entry.delivery;
    };
    assert.equal(delivery(), 'hub');
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(250);
    assert.deepEqual(delivery(), { received: 1, of: 2, names: ['Bo'] });
    cy.ask({ type: 'received', seq: 3 });
    await clock.advance(250);
    assert.deepEqual(delivery(), { received: 2, of: 2, names: ['Bo', 'Cy'] });
  });

  it('ignore members who claim entries that don’t exist, or fewer than before', async () => {
    const { bo, cy, clock } = three();
    bo.say('hello');
    await clock.advance(1000);
    for (const seq of [4, 99, Number.MAX_SAFE_INTEGER]) cy.ask({ type: 'received', seq });
    await clock.advance(1000);
    assert.deepEqual(told(bo), ['m0 3']);
    cy.ask({ type: 'received', seq: 3 });
    cy.ask({ type: 'received', seq: 1 });
    await clock.advance(1000);
    assert.deepEqual(told(bo), ['m0 3', 'm2 3']);
  });

  it('reach an author who was away when it comes back', async () => {
    const { server, bo, cy, clock } = three();
    bo.say('hello');
    bo.lose();
    cy.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    const back = server.resume('m1', 3);
    await clock.advance(0);
    assert.deepEqual(told(back), ['m0 3, m2 3']);
    await clock.advance(1000);
    assert.equal(told(back).length, 1);
  });

  it('aren’t awaited from members who have left', async () => {
    const { bo, cy, server, clock } = three();
    bo.say('hello');
    await clock.advance(1000);
    cy.end();
    const di = server.connect('Di');
    di.ask({ type: 'received', seq: 5 });
    await clock.advance(1000);
    assert.deepEqual(told(bo), ['m0 3', 'm3 5']);
    di.ask({ type: 'received', seq: 5 });
    assert.equal(clock.pending, 0);
  });

  it('cost at most one notice per quarter of a second, however they are sent', async () => {
    const { bo, cy, clock } = three();
    for (let i = 0; i < 400; i += 1) {
      bo.say(`${i}`);
      cy.ask({ type: 'received', seq: 3 + i });
      await clock.advance(5);
    }
    assert.ok(told(bo).length <= 9, `${told(bo).length} notices in 2 s`);
  });
});
