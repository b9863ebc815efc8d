import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { Session } from '../../../src/room/session/session';
import { RoomArchive } from '../../../src/store/room-archive';
import { silentLogger } from '../../../src/util/logger';
import { failures, maxCalls, runWithFailure } from '../../helpers/failing-disk';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeNetwork } from '../../helpers/fake-network';
import { group } from '../../helpers/host-session';
import { hostedRoom } from '../../helpers/hosted';
import { diskError, MemoryDisk } from '../../helpers/memory-disk';

describe('a hosted room whose disk is full', () => {
  it('numbers, shows and sends nothing, and continues in the same order', () => {
    const { room, server, journal, lines, log } = hostedRoom({ maxClients: 3 });
    const [bo, cy] = [server.connect('Bo'), server.connect('Cy')];
    journal.fail();
    bo.say('one');
    room.say('two');
    cy.say('three');
    cy.ask({ type: 'presence', presence: 'idle' });
    cy.ask({ type: 'nudge', id: 'n1', member: bo.id });
    bo.say('four');
    const told = () => [bo, cy].map((guest) => guest.entries.length);
    assert.deepEqual(told(), [2, 2]);
    assert.deepEqual(lines(), ['opened', 'Bo joined', 'Cy joined', 'Ann> two']);
    assert.deepEqual(log.entries.at(-1), { ...log.entries.at(-1), delivery: 'queued' });
    assert.equal(room.info.storage, 'waiting');
    assert.deepEqual(bo.notices, [
      { type: 'notice', code: 'host-storage', on: true },
      { type: 'presence', member: 'm2', presence: 'idle' },
      { type: 'nudge', member: 'm2' },
    ]);
    journal.heal();
    assert.deepEqual(told(), [6, 6]);
    assert.deepEqual(lines().slice(3), ['Bo> one', 'Ann> two', 'Bo> four', 'Cy> three']);
    assert.equal(room.info.storage, undefined);
    assert.deepEqual(cy.notices.at(-1), { type: 'notice', code: 'host-storage', on: false });
    assert.deepEqual(
      journal.committed.filter((record) => record.type === 'message').map(({ text }) => text),
      ['one', 'two', 'four', 'three'],
    );
  });

  it('changes nothing about who may join, and says so', async () => {
    const { room, server, journal, hostActions, invited } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    const before = server.access?.state;
    journal.fail();
    assert.ok(
      !hostActions.remove(bo.id, 'no') && !hostActions.lock(true) && !hostActions.resetInvite(),
    );
    assert.deepEqual(await invited.rename('Zoe'), { ok: false, problem: 'offline' });
    assert.deepEqual(server.access?.state, before);
    assert.ok(!bo.closed && room.info.locked === undefined);
    journal.heal();
    assert.deepEqual(server.access?.state, before);
    assert.ok(hostActions.remove(bo.id, 'no') && hostActions.lock(true));
    assert.deepEqual(bo.farewell, { code: 'removed', reason: 'no' });
    assert.deepEqual(
      bo.entries.map(({ type }) => type),
      ['joined', 'removed'],
    );
  });

  it('turns newcomers away with a reason, and takes members back', () => {
    const { server, journal, names } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.lose();
    const cy = server.connect('Cy');
    assert.deepEqual([cy.admitted, cy.farewell], [false, { code: 'host-storage' }]);
    const back = server.resume('m1', 1);
    back.say('still here');
    assert.ok(back.admitted);
    assert.deepEqual(names(), ['Ann', 'Bo']);
    // Bo leaves, though no stored entry says so yet.
    back.end();
    assert.deepEqual(names(), ['Ann']);
    journal.heal();
    const di = server.connect('Di');
    assert.deepEqual(
      di.entries.map((entry) => `${entry.seq} ${entry.type} ${'name' in entry && entry.name}`),
      ['1 joined Bo', '2 message Bo', '3 left Bo', '4 joined Di'],
    );
  });

  it('continues without storing if the host decides so, tells everyone, and stores everything later', () => {
    const { room, server, journal, hostActions, lines } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.say('one');
    bo.say('two');
    hostActions.continueWithoutSaving();
    assert.equal(room.info.storage, 'not-kept');
    const di = server.connect('Di');
    assert.deepEqual(di.notices, [{ type: 'notice', code: 'not-kept', on: true }]);
    assert.deepEqual(
      di.entries.map(({ seq, type }) => `${seq} ${type}`),
      ['1 joined', '2 message', '3 message', '4 joined'],
    );
    assert.deepEqual(lines().slice(2), ['Bo> one', 'Bo> two', 'not-kept', 'Di joined']);
    assert.deepEqual(bo.notices.at(-1), { type: 'notice', code: 'not-kept', on: true });
    journal.heal();
    assert.equal(room.info.storage, undefined);
    assert.equal(lines().at(-1), 'kept-again');
    const numbers = journal.committed.flatMap((record) => ('seq' in record ? [record.seq] : []));
    assert.deepEqual(numbers, [1, 2, 3, 4]);
    assert.deepEqual(bo.notices.at(-2), { type: 'notice', code: 'not-kept', on: false });
  });

  it('continues in another folder, unless that fails as well', async () => {
    const { room, server, journal, hostActions, lines } = hostedRoom({ maxClients: 3 });
    const bo = server.connect('Bo');
    journal.fail();
    bo.say('one');
    journal.folders.set('/full', 'disk-full').set('/slow', 'not-noted');
    assert.equal(await hostActions.moveTo('/full'), 'disk-full');
    assert.equal(room.info.storage, 'waiting');
    assert.deepEqual(lines().at(-1), 'Bo joined');
    assert.equal(await hostActions.moveTo('/slow'), 'not-noted');
    assert.deepEqual([room.info.storage, lines().at(-1)], [undefined, 'Bo> one']);
    journal.fail();
    bo.say('two');
    assert.equal(await hostActions.moveTo('/good'), undefined);
    assert.deepEqual([room.info.storage, lines().at(-1)], [undefined, 'Bo> two']);
    assert.deepEqual(bo.notices.at(-1), { type: 'notice', code: 'host-storage', on: false });
  });

  it('holds a bounded number of the host’s own messages', () => {
    const { room, journal } = hostedRoom();
    journal.fail();
    for (let count = 0; count < 1001; count += 1) room.say(`${count}`);
    assert.throws(() => room.say('one too many'), { code: 'queue-full' });
    journal.heal();
    assert.equal(journal.committed.filter(({ type }) => type === 'message').length, 1001);
  });
});

describe('a hosted room whose window closes while its disk is full', () => {
  function sessionOn(
    fs: MemoryDisk,
    clock = new FakeClock(),
    network = new FakeNetwork(),
  ): Session {
    const archive = new RoomArchive({ folder: '/rooms', clock, onFailure: () => {}, fs });
    const parts = { network, limits: defaultLimits, clock, logger: silentLogger, archive };
    return new Session(parts);
  }

  it('stores the host’s messages as soon as there is space, and sends them when reopened', async () => {
    const full = new MemoryDisk();
    const session = sessionOn(full);
    await session.host(group);
    const id = session.invited?.journalId ?? '';
    session.messages.say('kept');
    full.fault = (call) => {
      if (call === 'write') throw diskError('ENOSPC');
      return undefined;
    };
    session.messages.say('waits');
    session.messages.say('waits, too');
    full.fault = undefined;
    await session.suspend();
    const history = sessionOn(full);
    assert.ok(await history.read(id));
    const texts = (of: Session) =>
      of.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
    assert.deepEqual(texts(history), ['kept', 'waits', 'waits, too']);
    const again = sessionOn(full);
    assert.ok(await again.reopen(id));
    assert.deepEqual(texts(again), ['kept', 'waits', 'waits, too']);
    assert.ok(!again.entries.some((one) => one.kind === 'message' && one.delivery === 'queued'));
  });
});

describe('a hosted room whose n-th disk call fails', () => {
  // This covers every fifth call for each kind of failure; the long tests cover all of them.
  const step = Object.keys(failures).length;
  for (const lasting of [false, true]) {
    for (const [index, [name, failure]] of Object.entries(failures).entries()) {
      it(`keeps its guarantees when it ${name}${lasting ? ' for a while' : ' once'}`, async () => {
        let failed = 0;
        for (let nth = 1 + index; nth <= maxCalls; nth += step) {
          if (await runWithFailure(nth, failure, lasting)) failed += 1;
        }
        assert.ok(failed >= 3, `${failed} calls failed`);
      });
    }
  }
});
