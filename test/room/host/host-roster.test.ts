import assert from 'node:assert/strict';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { compactLog } from '../../../src/room/log/compact-log';
import { withoutSecrets } from '../../../src/room/log/journal-records';
import { maxRecordBytes } from '../../../src/store/journal-reader';
import { parseRecord } from '../../../src/store/journal-record';
import { RetainedRecords } from '../../../src/store/retained-records';
import type { FakeGuest } from '../../helpers/fake-guest';
import type { FakeServer } from '../../helpers/fake-network';
import { hostedRoom } from '../../helpers/hosted';
import { hostHeader } from '../../helpers/journal-records';

/** A class with this roster. */
function hostedClass(
  roster: readonly string[] = ['Bo', 'Cy'],
  options: Parameters<typeof hostedRoom>[0] = {},
) {
  const hosted = hostedRoom({ kind: 'class', maxClients: 500, waitingLine: 32, ...options });
  const { classroom } = hosted.invited;
  assert.ok(classroom?.hostActions);
  const host = classroom.hostActions;
  if (roster.length > 0) assert.ok(host.setRoster(roster));
  const join = (name: string) => hosted.server.connect(name);
  /** Those who wait: `Di (not-listed)`, or only the name in the line of a full room. */
  const waiting = () =>
    hosted.room.waiting.map(({ name, why }) => (why ? `${name} (${why})` : name));
  const idOf = (name: string) =>
    hosted.room.waiting.find((each) => each.name === name)?.applicant ?? -1;
  const joined = () => host.roster.map(({ name, member }) => `${name} ${member ?? '-'}`);
  return { ...hosted, classroom, host, join, waiting, idOf, joined };
}

function records(hosted: Pick<ReturnType<typeof hostedClass>, 'journal'>) {
  hosted.journal.commit();
  return [{ ...hostHeader, kind: 'class' } as const, ...hosted.journal.committed];
}

function restored(hosted: Pick<ReturnType<typeof hostedClass>, 'journal'>) {
  const room = restoreHosted(records(hosted))?.restored;
  assert.ok(room);
  return room;
}

describe('a class with a roster', () => {
  it('lets in each name once, in any spelling, and lets everyone else wait for the host', () => {
    const { join, joined, lines, names, waiting } = hostedClass();
    assert.ok(join('BO').admitted);
    const [twin, other, alike] = [join('Bo'), join('Di'), join('C\u0443')];
    for (const guest of [twin, other, alike]) assert.ok(!guest.admitted);
    assert.deepEqual(names(), ['Ann', 'BO']);
    assert.deepEqual(waiting(), ['Bo (name-taken)', 'Di (not-listed)', 'C\u0443 (not-listed)']);
    assert.deepEqual(
      [twin, other, alike].map(({ asked }) => asked),
      [['1 name-taken'], ['2 not-listed'], ['3 not-listed']],
    );
    assert.deepEqual(joined(), ['Bo m1', 'Cy -']);
    assert.equal(lines().filter((line) => line.endsWith('applied')).length, 3);
  });

  it('lets in as many as have the same name', () => {
    const { join, joined, names, waiting } = hostedClass(['Li Na', 'LI NA']);
    for (let i = 0; i < 3; i += 1) join('Li Na');
    assert.deepEqual(names(), ['Ann', 'Li Na', 'Li Na 2']);
    assert.deepEqual(waiting(), ['Li Na (name-taken)']);
    assert.deepEqual(joined(), ['Li Na m1', 'LI NA m2']);
  });

  it('lets the host admit and turn away, in any order, each once', () => {
    const { host, idOf, join, names, waiting } = hostedClass();
    const [di, ed, fay] = [join('Di'), join('Ed'), join('Fay')];
    const [diId, edId] = [idOf('Di'), idOf('Ed')];
    host.turnAway(edId);
    assert.deepEqual(ed.farewell, { code: 'removed' });
    assert.deepEqual(fay.asked, ['3 not-listed', '2 not-listed']);
    assert.ok(host.admit(diId));
    assert.ok(di.admitted);
    assert.equal(host.admit(diId), false, 'it is in');
    assert.equal(host.admit(edId), false, 'it is gone');
    host.turnAway(diId);
    assert.equal(di.closed, false, 'a member is removed, not turned away');
    assert.deepEqual(names(), ['Ann', 'Di']);
    assert.deepEqual(waiting(), ['Fay (not-listed)']);
  });

  it('lets members come back, whatever they are called, and keeps names claimed', async () => {
    const { clock, join, joined, server, waiting } = hostedClass();
    const bo = join('Bo');
    bo.request({ type: 'rename', name: 'Robert' });
    bo.lose();
    assert.ok(server.resume('m1').admitted);
    server.connected.at(-1)?.end();
    await clock.advance(0);
    assert.deepEqual(joined(), ['Bo m1', 'Cy -'], 'it has left, and may come back');
    join('Bo');
    assert.deepEqual(waiting(), ['Bo (name-taken)']);
    assert.ok(server.resume('m1').admitted);
  });

  it('waits for a seat after the host’s decision, behind those who wait already', () => {
    const { host, idOf, join, room, waiting, hostActions } = hostedClass(['Bo', 'Cy'], {
      ...{ maxClients: 1, waitingLine: 2 },
    });
    const bo = join('Bo');
    const [cy, di, ed] = [join('Cy'), join('Di'), join('Ed')];
    assert.deepEqual(waiting(), ['Di (not-listed)', 'Ed (not-listed)', 'Cy']);
    assert.equal(join('Fay').farewell?.code, 'line-full', 'enough wait for the host');
    assert.ok(host.admit(idOf('Di')));
    assert.deepEqual(di.asked, ['1 not-listed', '2']);
    assert.equal(host.admit(idOf('Ed')), false, 'the line is full');
    assert.deepEqual(waiting(), ['Ed (not-listed)', 'Cy', 'Di']);
    bo.end();
    assert.ok(cy.admitted && !di.admitted);
    hostActions.remove(cy.id, '');
    assert.equal(di.farewell?.code, 'bad-token', 'its invite was reset');
    assert.equal(ed.farewell?.code, 'bad-token');
    assert.deepEqual(room.waiting, []);
  });

  it('asks the host about a name that was taken while its second bearer waited for a seat', () => {
    const { join, waiting, server } = hostedClass(['Bo', 'Cy'], { maxClients: 1, waitingLine: 4 });
    const bo = join('Bo');
    const [one, other] = [join('Cy'), join('Cy')];
    assert.deepEqual(waiting(), ['Cy', 'Cy']);
    bo.end();
    assert.ok(one.admitted);
    one.end();
    assert.ok(!other.admitted);
    assert.deepEqual(waiting(), ['Cy (name-taken)']);
    assert.ok(server.resume('m1').admitted, 'the seat is free for others');
  });

  it('decides anew about those who wait when it gets another roster, or none', () => {
    const { host, join, joined, waiting } = hostedClass(['Bo', 'Cy']);
    join('Bo');
    const [di, ed, twin] = [join('Di'), join('Ed'), join('Bo')];
    assert.ok(host.setRoster(['Di', 'BO']));
    assert.ok(di.admitted && !ed.admitted);
    assert.deepEqual(joined(), ['Di m2', 'BO m1']);
    assert.ok(host.setRoster(['Ed 2', 'Di']));
    assert.deepEqual(waiting(), ['Ed (not-listed)', 'Bo (not-listed)']);
    assert.equal(twin.asked.at(-1), '2 not-listed');
    assert.ok(host.setRoster([]));
    assert.ok(ed.admitted && twin.admitted);
    assert.deepEqual(joined(), []);
  });

  it('counts those who were there before the roster', () => {
    const { host, join, joined, waiting } = hostedClass([]);
    join('bo');
    assert.ok(host.setRoster(['Bo', 'Cy']));
    assert.deepEqual(joined(), ['Bo m1', 'Cy -']);
    join('Bo');
    assert.deepEqual(waiting(), ['Bo (name-taken)']);
  });

  it('takes the digits that the host types for its decision, once and for a while', async () => {
    const { clock, hostActions, join, server, waiting } = hostedClass();
    const let_in = (name: string) => {
      server.knocks?.knock(name, '482193');
      assert.equal(hostActions.knocks.open[0]?.answer('482193'), 'accepted');
    };
    let_in('Di');
    assert.ok(join('Di').admitted);
    assert.ok(!join('Di').admitted, 'only one');
    server.knocks?.knock('Ed').refuse('denied');
    assert.ok(!join('Ed').admitted);
    let_in('Fay');
    await clock.advance(5 * 60_000);
    assert.ok(!join('Fay').admitted);
    assert.equal(waiting().length, 3);
  });

  it('lets nobody wait for the host in a locked room, or with a former invite', () => {
    const locked = hostedClass();
    const [di] = [locked.join('Di')];
    locked.hostActions.lock(true);
    assert.equal(di.farewell?.code, 'room-locked');
    assert.equal(locked.join('Ed').farewell?.code, 'room-locked');
    const reset = hostedClass();
    const ed = reset.join('Ed');
    reset.hostActions.resetInvite();
    assert.equal(ed.farewell?.code, 'bad-token');
    assert.deepEqual([...locked.room.waiting, ...reset.room.waiting], []);
  });

  it('forgets whoever leaves while waiting', () => {
    const { changes, join, waiting } = hostedClass();
    const [di, ed] = [join('Di'), join('Ed')];
    const before = changes();
    di.lose();
    assert.ok(changes() > before);
    assert.deepEqual(waiting(), ['Ed (not-listed)']);
    assert.equal(ed.asked.at(-1), '1 not-listed');
  });

  it('bounds those who wait, and what the log says about them', () => {
    const { join, lines, room } = hostedClass(['Bo'], { waitingLine: 32 });
    const guests = Array.from({ length: 100 }, (_, index) => join(`Eve ${index % 40}`));
    assert.equal(room.waiting.length, 32);
    assert.equal(guests.filter(({ farewell }) => farewell?.code === 'line-full').length, 68);
    assert.equal(lines().filter((line) => line.endsWith('applied')).length, 5);
    assert.ok(join('Bo').admitted, 'whoever is on the roster gets in all the same');
  });

  it('keeps the roster, and who has joined, across a restart of the host', () => {
    const many = Array.from({ length: 450 }, (_, index) => `Student ${index}`);
    const before = hostedClass([...many, 'Bo', 'Bo']);
    before.join('Bo');
    before.join('Student 3');
    before.join('Di');
    before.server.connected.at(-1)?.end();
    const retained = new RetainedRecords({ entries: 1000, bytes: 1e7, members: 100 });
    for (const record of records(before)) retained.take(record, JSON.stringify(record).length);
    for (const list of [records(before), retained.records() ?? []]) {
      const restored = restoreHosted(list)?.restored;
      assert.ok(restored);
      const after = hostedClass([], { restored });
      assert.deepEqual(after.joined(), before.joined());
      assert.equal(after.join('Student 3').asked.at(-1), '1 name-taken');
      assert.ok(after.join('Bo').admitted);
      assert.equal(after.join('Bo').asked.at(-1), '2 name-taken');
      assert.equal(after.join('Di').asked.at(-1), '3 not-listed');
    }
  });

  it('fits the lines of a journal, whatever its names are, and is read as it was written', () => {
    const long = '\u{20000}'.repeat(32);
    const hosted = hostedClass(Array.from({ length: 2000 }, () => long));
    hosted.join(long);
    const stored = records(hosted).filter(({ type }) => type === 'roster' || type === 'claimed');
    assert.equal(stored.length, 11);
    for (const record of stored) {
      const line = JSON.stringify(record);
      assert.ok(Buffer.byteLength(line) < maxRecordBytes);
      assert.deepEqual(parseRecord(line), record);
    }
  });

  it('stays, removed or changed, as the journal has it', () => {
    const hosted = hostedClass();
    hosted.host.setRoster([]);
    assert.ok(hostedClass([], { restored: restored(hosted) }).join('Zed').admitted);
    hosted.host.setRoster(['Zed']);
    const after = hostedClass([], { restored: restored(hosted) });
    assert.deepEqual(after.joined(), ['Zed -']);
  });

  it('isn’t there for the next host, nor in a room that has ended', () => {
    const hosted = hostedClass();
    hosted.join('Bo');
    const types = (list: readonly { readonly type: string }[]) => list.map(({ type }) => type);
    assert.ok(types(records(hosted)).includes('roster'));
    assert.ok(types(records(hosted)).includes('claimed'));
    for (const list of [compactLog(records(hosted)), withoutSecrets(records(hosted))]) {
      assert.ok(!types(list).some((type) => type === 'roster' || type === 'claimed'));
    }
  });

  it('changes nothing while the disk fails, and lets nobody in unstored', () => {
    const { host, idOf, join, journal, joined } = hostedClass();
    const di = join('Di');
    journal.fail();
    assert.equal(host.setRoster(['Di']), false);
    assert.deepEqual(joined(), ['Bo -', 'Cy -']);
    assert.equal(host.admit(idOf('Di')), false);
    assert.equal(di.farewell?.code, 'host-storage');
    journal.heal();
    const again = join('Di');
    assert.ok(host.admit(idOf('Di')));
    assert.ok(again.admitted);
  });

  it('tells its members nothing about it', () => {
    const { host, join, server } = hostedClass(['Bo', 'Secret Name']);
    const bo = join('Bo');
    join('Waiting Person');
    host.setRoster(['Bo', 'Other Secret']);
    const heard = JSON.stringify([bo.entries, bo.notices, heardBy(server, bo)]);
    assert.ok(!heard.includes('Secret') && !heard.includes('Waiting'), heard);
  });
});

function heardBy({ connected }: FakeServer, guest: FakeGuest): readonly unknown[] {
  return connected.filter((each) => each === guest).flatMap(({ heard }) => heard);
}
