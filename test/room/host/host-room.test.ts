import assert from 'node:assert/strict';
import { unnoticedMs } from '../../../src/room/host/presence-tracker';
import { awayMs, hostedRoom } from '../../helpers/hosted';

describe('a hosted invite room', () => {
  it('gives newcomers ids, names and the log, and informs the others', () => {
    const { room, server, names, lines } = hostedRoom();
    room.say('anyone there?');
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    assert.deepEqual([bo.id, cy.id], ['m1', 'm2']);
    assert.deepEqual(names(), ['Ann', 'Bo', 'Cy']);
    assert.deepEqual(lines(), ['opened', 'Ann> anyone there?', 'Bo joined', 'Cy joined']);
    assert.deepEqual(bo.entries, cy.entries);
    assert.deepEqual(
      bo.entries.map(({ seq, type }) => `${seq} ${type}`),
      ['1 message', '2 joined', '3 joined'],
    );
    assert.deepEqual(bo.seat?.room, { name: 'Lab 3', kind: 'group', most: 2 });
    assert.deepEqual(cy.seat?.members, [
      { id: 'm0', name: 'Ann', host: true, presence: 'here' },
      { id: 'm1', name: 'Bo', host: false, presence: 'here' },
      { id: 'm2', name: 'Cy', host: false, presence: 'here' },
    ]);
    assert.equal(cy.seat?.feed.last, 3);
  });

  it('tells its host when there are others, but none of them is connected', () => {
    const { room, server } = hostedRoom();
    assert.equal(room.info.isUnheard, undefined);
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    bo.lose();
    assert.equal(room.info.isUnheard, undefined);
    cy.lose();
    assert.equal(room.info.isUnheard, true);
    server.resume('m1');
    assert.equal(room.info.isUnheard, undefined);
  });

  it('stores who may come back before anyone is told', () => {
    const { server, journal } = hostedRoom();
    server.connect('Bo');
    assert.deepEqual(
      journal.committed.map(({ type }) => type),
      ['joined', 'door'],
    );
    assert.deepEqual(journal.pending, []);
  });

  it('keeps the seat of a member whose connection broke, and recognizes it when it comes back', async () => {
    const { room, server, clock, lines } = hostedRoom();
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    bo.lose();
    await clock.advance(unnoticedMs);
    assert.equal(room.members[1]?.presence, 'away');
    assert.deepEqual(cy.notices, [{ type: 'presence', member: 'm1', presence: 'away' }]);
    cy.say('gone?');
    await clock.advance(awayMs - unnoticedMs - 1);
    const back = server.resume('m1', 2);
    assert.equal(back.id, 'm1');
    assert.deepEqual(
      back.entries.map(({ seq, type }) => `${seq} ${type}`),
      ['3 message'],
    );
    assert.deepEqual(cy.notices.at(-1), { type: 'presence', member: 'm1', presence: 'here' });
    assert.deepEqual(
      back.seat?.members.map(({ presence }) => presence),
      ['here', 'here', 'here'],
    );
    await clock.advance(awayMs);
    assert.deepEqual(lines().slice(3), ['Cy> gone?'], 'no one has left');
    back.say('here again');
    assert.equal(lines().at(-1), 'Bo> here again');
  });

  it('removes a member that stays away, and admits it again while there is a seat', async () => {
    const { server, clock, lines, names } = hostedRoom({ maxClients: 1 });
    server.connect('Bo').lose();
    const cy = server.connect('Cy');
    assert.deepEqual(cy.places, [1], 'the seat of a member who is away is kept');
    await clock.advance(awayMs);
    assert.deepEqual(names(), ['Ann', 'Cy']);
    assert.deepEqual(lines().slice(1), ['Bo joined', 'Bo vanished', 'Cy let-in']);
    const back = server.resume('m1', 2);
    assert.deepEqual(back.places, [1], 'it waits like anyone else');
    cy.end();
    assert.equal(back.id, 'm1');
    assert.deepEqual(lines().slice(4), ['Cy left', 'Bo let-in']);
    assert.equal(clock.pending, 0);
  });

  it('reports that a member was disconnected for reading too slowly', async () => {
    const { server, clock, lines } = hostedRoom();
    server.connect('Bo').lose('too-slow');
    await clock.advance(awayMs);
    assert.deepEqual(lines().slice(1), ['Bo joined', 'Bo too-slow']);
  });

  it('frees the seat of a member who leaves at once, and recognizes it later', () => {
    const { server, lines } = hostedRoom();
    const bo = server.connect('Bo');
    bo.request({ type: 'rename', name: 'Bob' });
    bo.end();
    const bo2 = server.connect('Bob');
    assert.equal(bo2.id, 'm2', 'no one else gets the id');
    const back = server.resume('m1');
    assert.equal(back.id, 'm1');
    assert.equal(back.seat?.name, 'Bob 2', 'someone else has its name');
    assert.deepEqual(lines().slice(3), ['Bob left', 'Bob joined', 'Bob 2 joined']);
  });

  it('closes the older of two connections of one member, in a seat or in line', () => {
    const { server, lines, room } = hostedRoom({ maxClients: 1 });
    const bo = server.connect('Bo');
    const again = server.resume('m1', 1);
    assert.deepEqual(bo.farewell, { code: 'replaced' });
    bo.say('not heard');
    again.say('heard');
    assert.deepEqual(lines(), ['opened', 'Bo joined', 'Bo> heard']);
    assert.equal(room.members[1]?.presence, 'here');
    again.end();
    server.connect('Cy');
    const [first, second] = [server.resume('m1'), server.resume('m1')];
    assert.deepEqual(first?.farewell, { code: 'replaced' });
    assert.deepEqual(second?.places, [1]);
    assert.equal(room.waiting.length, 1);
  });

  it('keeps a bounded line in order, and tells each its position', () => {
    const { server, room } = hostedRoom({ maxClients: 1 });
    const bo = server.connect('Bo');
    const [cy, di, ed] = ['Cy', 'Di', 'Ed'].map((name) => server.connect(name));
    assert.deepEqual([cy?.places, di?.places], [[1], [2]]);
    assert.deepEqual(ed?.farewell, { code: 'line-full' });
    assert.deepEqual(room.waiting, [{ name: 'Cy' }, { name: 'Di' }]);
    cy?.say('from the line');
    bo.end();
    assert.equal(cy?.id, 'm2');
    assert.deepEqual(di?.places, [2, 1]);
    const last = room.members.at(-1);
    assert.equal(last?.name, 'Cy');
    assert.ok(cy?.entries.some((entry) => entry.type === 'message'));
    assert.ok(cy?.entries.some((entry) => entry.type === 'joined' && entry.waited));
  });

  it('has no line where there is a seat for one', () => {
    const { server } = hostedRoom({ kind: 'pair', maxClients: 1, waitingLine: 0 });
    server.connect('Bo').lose();
    assert.deepEqual(server.connect('Cy').farewell, { code: 'room-full' });
    assert.equal(server.resume('m1').id, 'm1');
  });

  it('eventually forgets former members and their keys', () => {
    const { server, journal } = hostedRoom();
    for (let i = 0; i < 1010; i += 1) server.connect('Bo').end();
    assert.equal(server.access?.state.keys.length, 1000);
    const revoked = journal.committed.filter(
      (record) => record.type === 'door' && record.change.type === 'revoked',
    );
    assert.equal(revoked.length, 10);
  });

  it('waits for nothing while nothing is due', async () => {
    const { room, server, clock } = hostedRoom();
    const bo = server.connect('Bo');
    bo.say('hello');
    room.say('hi');
    bo.ask({ type: 'received', seq: 3 });
    bo.ask({ type: 'typing' });
    bo.ask({ type: 'presence', presence: 'idle' });
    await clock.advance(10_000);
    assert.equal(clock.pending, 0);
  });
});

describe('a hosted room of the course lab', () => {
  it('knows guests by their addresses, and nothing of ids, presence or delivery', () => {
    const { room, server, log, changes } = hostedRoom({ kind: 'lab-hub' });
    const bo = server.connect("('127.0.0.1', 50412)");
    bo.say('hi\n');
    room.say('welcome');
    assert.deepEqual(room.members[1], {
      id: "('127.0.0.1', 50412)",
      name: "('127.0.0.1', 50412)",
      self: false,
      host: false,
    });
    assert.equal(room.invited, undefined);
    assert.deepEqual(
      log.entries.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    const own = log.entries.at(-1);
    assert.ok(own?.kind === 'message' && own.own && !('delivery' in own));
    assert.deepEqual(
      bo.heard.map(({ type }) => type),
      ['joined', 'message'],
    );
    assert.equal(changes(), 1);
  });

  it('accepts texts as long as its connections do', () => {
    const { server, lines } = hostedRoom({ kind: 'lab-hub' });
    server.connect('a').say('x'.repeat(64 * 1024));
    assert.equal(lines().at(-1)?.length, 64 * 1024 + 3);
  });

  it('removes a vanished guest at once, and waits for no one', () => {
    const { server, lines, clock } = hostedRoom({ kind: 'lab-hub', maxClients: 1 });
    server.connect('a').lose();
    server.connect('b').lose('too-slow');
    server.connect('c').end();
    assert.deepEqual(
      lines().filter((line) => !/joined|opened/.test(line)),
      ['a vanished', 'b too-slow', 'c left'],
    );
    assert.equal(clock.pending, 0);
  });

  it('is left when the window closes', async () => {
    const { room, server, lines } = hostedRoom({ kind: 'lab-p2p', maxClients: 1 });
    await room.suspend();
    assert.ok(server.closed);
    assert.equal(lines().at(-1), 'closed');
  });
});
