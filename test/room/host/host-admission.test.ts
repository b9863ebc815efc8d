import assert from 'node:assert/strict';
import { hostSession, idleSession } from '../../helpers/host-session';
import { hostedRoom } from '../../helpers/hosted';
import { joinedGuest } from '../../helpers/member-scene';

describe('a pair that is full', () => {
  const pair = { kind: 'pair' } as const;

  it('tells its host who was turned away, each name once per interval, and only a few', async () => {
    const { clock, lines, server } = await hostSession(pair);
    server().connect('Bo');
    const tryToJoin = (name: string) => server().connect(name).farewell?.code;
    assert.equal(tryToJoin('Cy'), 'room-full');
    for (let i = 0; i < 50; i += 1) tryToJoin(i % 2 === 0 ? 'Cy' : 'cy');
    const told = () => lines().filter((line) => line.endsWith('turned-away'));
    assert.deepEqual(told(), ['Cy turned-away']);
    for (let i = 0; i < 100; i += 1) tryToJoin(`Di ${i}`);
    assert.equal(told().length, 5);
    await clock.advance(10 * 60_000);
    tryToJoin('Cy');
    assert.equal(told().length, 6);
  });

  it('becomes a group in place, with its members, log and invite, also after a reload', async () => {
    const { archive, journalId, names, server, session } = await hostSession(pair);
    const bo = server().connect('Bo');
    const { pin, token } = session.invited?.hostActions?.invite ?? {};
    assert.equal(session.invited?.hostActions?.openToMore(), true);
    assert.equal(session.state.room?.kind, 'group');
    assert.deepEqual(bo.notices.at(-1), { type: 'room', kind: 'group', most: 16 });
    const cy = server().connect('Cy');
    assert.deepEqual(names(), ['Zoe', 'Bo', 'Cy']);
    assert.equal(cy.seat?.room.kind, 'group');
    assert.deepEqual(session.invited?.hostActions?.invite, {
      ...session.invited?.hostActions?.invite,
      ...{ kind: 'group', pin, token },
    });
    await session.suspend();
    const after = idleSession(archive);
    await after.session.reopen(journalId);
    assert.equal(after.session.state.room?.kind, 'group');
    assert.deepEqual(after.names(), ['Zoe', 'Bo', 'Cy']);
    after.server().connect('Di');
    assert.equal(after.names().length, 4);
  });

  it('stays one, and says so, while its host’s disk fails', () => {
    const { hostActions, journal, server, room } = hostedRoom({ kind: 'pair', maxClients: 1 });
    const bo = server.connect('Bo');
    journal.fail();
    assert.equal(hostActions.openToMore(), false);
    assert.equal(room.info.kind, 'pair');
    assert.ok(!bo.notices.some(({ type }) => type === 'room'));
    journal.heal();
    assert.equal(hostActions.openToMore(), true);
    assert.equal(room.info.kind, 'group');
  });

  it('is a group for its guest as soon as it has become one, and stays one', async () => {
    const { archive, clock, journalId, link, session } = await joinedGuest();
    link.receive({ type: 'room', kind: 'pair', most: 1 });
    link.receive({ type: 'room', kind: 'group', most: 16 });
    assert.equal(session.state.room?.kind, 'group');
    const last = session.entries.at(-1);
    assert.deepEqual(last?.kind === 'system' && last.event, { type: 'grown' });
    await clock.advance(0);
    const header = archive.read(journalId)?.findLast(({ type }) => type === 'guest');
    assert.equal(header?.type === 'guest' && header.kind, 'group');
  });
});

describe('whether someone new would get in', () => {
  it('is asked of the seats and the line', async () => {
    const pair = hostedRoom({ kind: 'pair', maxClients: 1, waitingLine: 0 });
    assert.equal(pair.room.vacancy, 'seat');
    pair.server.connect('Bo');
    assert.equal(pair.room.vacancy, 'room-full');
    const group = hostedRoom({ kind: 'group', maxClients: 1, waitingLine: 2 });
    group.server.connect('Bo');
    assert.equal(group.room.vacancy, 'line');
    group.server.connect('Cy');
    group.server.connect('Di');
    assert.equal(group.room.vacancy, 'line-full');
    await group.room.leave();
    assert.equal(group.room.vacancy, 'room-closed');
  });
});
