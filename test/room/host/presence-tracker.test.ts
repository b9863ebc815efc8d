import assert from 'node:assert/strict';
import { unnoticedMs } from '../../../src/room/host/presence-tracker';
import { hostedRoom } from '../../helpers/hosted';

function two() {
  const all = hostedRoom();
  const bo = all.server.connect('Bo');
  const cy = all.server.connect('Cy');
  const bosPresence = () => all.room.members[1]?.presence;
  const typing = () => all.room.members.filter((member) => member.typing).map(({ name }) => name);
  return { ...all, bo, cy, bosPresence, typing };
}

describe('presence', () => {
  it('is sent to the others and shown to the host, and isn’t part of the log', () => {
    const { bo, cy, bosPresence, lines, changes } = two();
    const before = changes();
    bo.ask({ type: 'presence', presence: 'idle' });
    assert.equal(bosPresence(), 'idle');
    assert.deepEqual(cy.notices, [{ type: 'presence', member: 'm1', presence: 'idle' }]);
    assert.deepEqual(bo.notices, []);
    assert.equal(changes(), before + 1);
    assert.equal(lines().length, 3);
  });

  it('is sent at most every 2 s, and the last one counts', async () => {
    const { bo, cy, clock, bosPresence } = two();
    for (let i = 0; i < 1000; i += 1) {
      bo.ask({ type: 'presence', presence: i % 2 ? 'here' : 'idle' });
    }
    bo.ask({ type: 'presence', presence: 'away' });
    assert.equal(cy.notices.length, 1);
    await clock.advance(1999);
    assert.equal(cy.notices.length, 1);
    await clock.advance(1);
    assert.deepEqual(cy.notices.slice(1), [{ type: 'presence', member: 'm1', presence: 'away' }]);
    assert.equal(bosPresence(), 'away');
    await clock.advance(10_000);
    assert.equal(cy.notices.length, 2);
    assert.equal(clock.pending, 0);
  });

  it('isn’t sent if it hasn’t changed in the end', async () => {
    const { bo, cy, clock } = two();
    for (const presence of ['idle', 'here', 'idle'] as const)
      bo.ask({ type: 'presence', presence });
    await clock.advance(10_000);
    assert.equal(cy.notices.length, 1);
  });

  it('of a connection that stays broken is sent, whatever was reported before', async () => {
    const { bo, cy, clock, bosPresence } = two();
    bo.ask({ type: 'presence', presence: 'idle' });
    bo.ask({ type: 'presence', presence: 'here' });
    bo.lose();
    await clock.advance(unnoticedMs);
    assert.equal(bosPresence(), 'away');
    await clock.advance(10_000);
    assert.equal(bosPresence(), 'away');
    assert.equal(cy.notices.length, 2);
  });

  it('of a member whose connection breaks only for a moment stays as it is', async () => {
    const { bo, bosPresence, clock, cy, server } = two();
    bo.lose();
    await clock.advance(unnoticedMs - 1);
    assert.equal(bosPresence(), 'here');
    const back = server.resume('m1', 2);
    await clock.advance(10 * unnoticedMs);
    assert.deepEqual([cy.notices, bosPresence()], [[], 'here']);
    back.lose();
    await clock.advance(unnoticedMs - 1);
    assert.deepEqual(cy.notices, []);
    await clock.advance(1);
    assert.deepEqual(cy.notices, [{ type: 'presence', member: 'm1', presence: 'away' }]);
  });

  it('of the host is sent to guests, including later ones', () => {
    const { bo, invited, server, cy } = two();
    invited.setPresence('idle');
    assert.deepEqual(bo.notices, [{ type: 'presence', member: 'm0', presence: 'idle' }]);
    cy.end();
    assert.equal(server.connect('Di').seat?.members[0]?.presence, 'idle');
  });
});

describe('a member’s place', () => {
  const place = { path: 'src/hub.py', line: 15 };

  it('is passed on with its presence, and forgotten when the member no longer tells', async () => {
    const { bo, cy, clock } = two();
    bo.ask({ type: 'presence', presence: 'here', place });
    assert.deepEqual(cy.notices, [{ type: 'presence', member: 'm1', presence: 'here', place }]);
    await clock.advance(500);
    bo.ask({ type: 'presence', presence: 'here' });
    assert.deepEqual(cy.notices.at(-1), { type: 'presence', member: 'm1', presence: 'here' });
  });

  it('is in the list that a newcomer gets, and shown to the host', () => {
    const { bo, cy, room, server, invited } = two();
    bo.ask({ type: 'presence', presence: 'here', place });
    invited.setPlace({ ...place, endLine: 18 });
    assert.deepEqual(room.members[1]?.place, place);
    cy.end();
    const members = server.connect('Di').seat?.members.map((member) => member.place);
    assert.deepEqual(members, [{ ...place, endLine: 18 }, place, undefined]);
  });

  it('is passed on at most twice a second', async () => {
    const { bo, cy, clock } = two();
    for (let line = 1; line <= 100; line += 1) {
      bo.ask({ type: 'presence', presence: 'here', place: { ...place, line } });
      await clock.advance(50);
    }
    await clock.advance(500);
    assert.ok(cy.notices.length <= 11, `${cy.notices.length}`);
    const last = cy.notices.at(-1);
    assert.equal(last?.type === 'presence' && last.place?.line, 100);
  });

  it('is forgotten when its connection stays broken', async () => {
    const { bo, clock, cy, room } = two();
    bo.ask({ type: 'presence', presence: 'here', place });
    bo.lose();
    await clock.advance(unnoticedMs);
    assert.equal(room.members[1]?.place, undefined);
    assert.deepEqual(cy.notices.at(-1), { type: 'presence', member: 'm1', presence: 'away' });
  });

  it('has a path that is safe to show', () => {
    const { bo, cy } = two();
    bo.ask({ type: 'presence', presence: 'here', place: { path: 'a\u202e\n\u001bb.py', line: 1 } });
    const [told] = cy.notices;
    assert.doesNotMatch(
      told?.type === 'presence' ? (told.place?.path ?? '') : '',
      /[\p{Cc}\u202e]/u,
    );
  });
});

describe('typing', () => {
  it('counts for 5 s, or until the message comes', async () => {
    const { bo, cy, clock, typing } = two();
    bo.ask({ type: 'typing' });
    assert.deepEqual(typing(), ['Bo']);
    assert.deepEqual(cy.notices, [{ type: 'typing', member: 'm1' }]);
    await clock.advance(4999);
    assert.deepEqual(typing(), ['Bo']);
    await clock.advance(1);
    assert.deepEqual(typing(), []);
    bo.ask({ type: 'typing' });
    bo.say('done');
    assert.deepEqual(typing(), []);
    await clock.advance(250);
    assert.equal(clock.pending, 0);
  });

  it('is sent at most every 2 s, and lasts as long as it is sent', async () => {
    const { bo, cy, clock, typing } = two();
    for (let i = 0; i < 100; i += 1) {
      bo.ask({ type: 'typing' });
      await clock.advance(100);
    }
    assert.equal(cy.notices.length, 5);
    assert.deepEqual(typing(), ['Bo']);
  });

  it('ends with the connection', () => {
    const { bo, typing } = two();
    bo.ask({ type: 'typing' });
    bo.lose();
    assert.deepEqual(typing(), []);
  });

  it('of the host is sent to guests, for every key as often as allowed', async () => {
    const { bo, invited, clock, typing } = two();
    for (let i = 0; i < 50; i += 1) invited.typing();
    await clock.advance(2000);
    invited.typing();
    assert.deepEqual(bo.notices, [
      { type: 'typing', member: 'm0' },
      { type: 'typing', member: 'm0' },
    ]);
    assert.deepEqual(typing(), [], 'the host knows');
  });

  it('works when the clock is set back', async () => {
    const { clock, bo, cy } = two();
    bo.ask({ type: 'typing' });
    clock.shift(-86_400_000);
    bo.ask({ type: 'typing' });
    bo.ask({ type: 'typing' });
    await clock.advance(2000);
    bo.ask({ type: 'typing' });
    assert.equal(cy.notices.length, 3);
  });
});
