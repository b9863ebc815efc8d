import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../src/room/log/log-entry';
import { type ClassMember, ClassScene } from '../helpers/class-scene';

function isMessage(entry: LogEntry): entry is MessageEntry {
  return entry.kind === 'message';
}

const stuck = { topic: 'recv hangs', place: { path: 'hub.py', line: 7 }, tried: 'a timeout' };

describe('a class', () => {
  let scene: ClassScene;
  let ann: ClassMember;

  beforeEach(async () => {
    scene = await ClassScene.open();
    ({ ann } = scene);
  });
  afterEach(() => scene.close());

  it('lets students ask, and helpers take them in turn', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    assert.deepEqual(await bo.room.ask(stuck), { ok: true });
    assert.deepEqual(await cy.room.ask({ topic: 'what is a port?' }), { ok: true });
    await bo.becomes(() => bo.own, 'waiting 0');
    await cy.becomes(() => cy.own, 'waiting 1');
    assert.deepEqual(bo.room.queue, []);
    for (const helper of [ann, hal]) {
      await helper.becomes(() => helper.queue, 'Bo waiting, Cy waiting');
    }
    const [first, second] = hal.room.queue;
    assert.ok(first && second);
    assert.deepEqual({ ...first, asked: 0 }, { ...first, ...stuck, name: 'Bo', asked: 0 });
    assert.deepEqual(await hal.room.serve('take', first), { ok: true });
    assert.deepEqual(await ann.room.serve('take', first), { ok: false, code: 'request-taken' });
    await bo.becomes(() => bo.room.own, {
      ...{ state: 'taken', id: first.id, question: stuck, helper: hal.id },
    });
    await cy.becomes(() => cy.own, 'waiting 0');
    assert.deepEqual(await hal.room.serve('done', first), { ok: true });
    await bo.becomes(() => bo.room.own, { state: 'none', ended: 'done' });
    await ann.becomes(() => ann.queue, 'Cy waiting');
    const [record] = ann.room.hostActions?.records ?? [];
    assert.ok(record?.taken !== undefined && record.taken >= record.asked);
    const { helperName, how, line, name, path, topic } = record;
    assert.deepEqual(
      { helperName, how, line, name, path, topic },
      { helperName: 'Hal', how: 'done', line: 7, name: 'Bo', path: 'hub.py', topic: 'recv hangs' },
    );
    assert.deepEqual(await bo.room.serve('take', second), { ok: false, code: 'not-a-helper' });
  });

  it('lets students pause, resume and withdraw, and helpers give back and close the queue', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    for (const student of [bo, cy]) await student.room.ask(stuck);
    await bo.room.pause();
    await bo.becomes(() => bo.own, 'paused 0');
    await cy.becomes(() => cy.own, 'waiting 0');
    await bo.room.resume();
    await cy.becomes(() => cy.own, 'waiting 1');
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    const [first] = hal.room.queue;
    assert.ok(first);
    await hal.room.serve('take', first);
    await hal.room.serve('back', first);
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    assert.deepEqual(await hal.room.setOpen(false), { ok: true });
    await cy.becomes(() => cy.room.rules.open, false);
    assert.deepEqual(await cy.room.withdraw(), { ok: true });
    await cy.becomes(() => cy.own, 'none');
    assert.deepEqual(await cy.room.ask(stuck), { ok: false, code: 'queue-closed' });
    assert.equal(cy.own, 'none');
  });

  it('answers everyone who waits with the same file, privately', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy, di] = [await scene.join('Bo'), await scene.join('Cy'), await scene.join('Di')];
    for (const student of [bo, cy]) await student.room.ask(stuck);
    await di.room.ask({ topic: 'other', place: { path: 'client.py', line: 1 } });
    assert.deepEqual(await hal.room.answerFile('hub.py', 'Close the socket.'), {
      ...{ ok: true, count: 2 },
    });
    for (const student of [bo, cy]) {
      await student.becomes(() => student.room.own, { state: 'none', ended: 'answered' });
      await student.becomes(() => student.lines, ['Hal: Close the socket.']);
    }
    await di.becomes(() => di.own, 'waiting 0');
    assert.deepEqual(di.lines, []);
  });

  it('has a private line for each student', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    assert.ok(bo.room.tell('Can you see my code?'));
    await hal.becomes(() => hal.lines, ['Bo: Can you see my code?']);
    assert.ok(hal.room.tell('Yes.', { student: bo.id }));
    assert.ok(ann.room.tell('Me too.', { student: bo.id }));
    const all = ['Bo: Can you see my code?', 'Hal: Yes.', 'Ann: Me too.'];
    for (const member of [ann, hal, bo]) {
      const numbered = () => member.room.privateMessages.filter(({ queued }) => !queued);
      await member.becomes(() => numbered().length, 3);
      assert.deepEqual([...member.lines].sort(), [...all].sort());
      assert.ok(numbered().every(({ student }) => student === bo.id));
    }
    await cy.reload();
    await cy.becomes(() => cy.session.state.connection.kind, 'joined');
    assert.deepEqual(cy.lines, []);
    assert.deepEqual(cy.said, []);
    await bo.reload();
    await bo.becomes(() => [...bo.lines].sort(), [...all].sort());
  });

  it('lets only helpers speak in a lecture', async () => {
    const hal = await scene.helper('Hal');
    const bo = await scene.join('Bo');
    bo.session.messages.say('before');
    await hal.becomes(() => hal.said, ['Bo: before']);
    assert.ok(ann.room.hostActions?.configure({ speaking: 'helpers' }));
    await bo.becomes(() => bo.room.rules.speaking, 'helpers');
    bo.session.messages.say('may I?');
    const refusals = () =>
      bo.session.entries.flatMap((entry) =>
        entry.kind === 'system' && entry.event.type === 'refused' ? [entry.event.code] : [],
      );
    await bo.becomes(refusals, ['only-helpers']);
    const own = bo.session.entries.find((entry) => entry.kind === 'message');
    assert.ok(own);
    bo.session.messages.edit(own.id, 'after');
    await bo.becomes(refusals, ['only-helpers', 'only-helpers']);
    hal.session.messages.say('The exam is on Monday.', { announcement: true });
    await bo.becomes(() => bo.said.at(-1), 'Hal: The exam is on Monday.');
    assert.deepEqual(ann.said, ['Bo: before', 'Hal: The exam is on Monday.']);
    assert.equal(bo.session.entries.findLast(isMessage)?.announcement, true);
    ann.room.hostActions?.configure({ speaking: 'all' });
    await bo.becomes(() => bo.room.rules.speaking, 'all');
    bo.session.messages.say('listen to me', { announcement: true });
    await bo.becomes(() => refusals().at(-1), 'not-a-helper');
  });

  it('sends questions to helpers first, who can publish them', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    ann.room.hostActions?.configure({ speaking: 'questions' });
    await bo.becomes(() => bo.room.rules.speaking, 'questions');
    bo.session.messages.say('Is TCP reliable?');
    await hal.becomes(() => hal.lines, ['Bo: Is TCP reliable?']);
    const [question] = hal.room.privateMessages;
    assert.ok(question);
    assert.deepEqual(await hal.room.publish(question), { ok: true });
    assert.deepEqual(await ann.room.publish(question), { ok: true });
    hal.session.messages.say('Yes.');
    for (const member of scene.members) {
      await member.becomes(() => member.said, ['Bo: Is TCP reliable?', 'Hal: Yes.']);
    }
    assert.deepEqual(cy.lines, []);
  });

  it('keeps everything when the host restarts', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    for (const student of [bo, cy]) await student.room.ask(stuck);
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    const [first] = hal.room.queue;
    assert.ok(first);
    await hal.room.serve('take', first);
    bo.room.tell('psst');
    await hal.becomes(() => hal.lines, ['Bo: psst']);
    ann.room.hostActions?.configure({ cooldown: 5, order: 'time' });
    await ann.reload();
    assert.equal(ann.queue, 'Bo taken, Cy waiting');
    assert.deepEqual(ann.lines, ['Bo: psst']);
    assert.deepEqual(ann.room.rules, {
      ...{ helpers: [hal.id], speaking: 'all', open: true, cooldown: 5, order: 'time' },
    });
    await hal.becomes(() => hal.session.state.connection.kind, 'joined');
    await bo.becomes(() => bo.own, 'taken');
    await cy.becomes(() => cy.own, 'waiting 0');
    await hal.becomes(() => hal.queue, 'Bo taken, Cy waiting');
    await hal.room.serve('done', first);
    await bo.becomes(() => bo.own, 'none');
    assert.deepEqual(await bo.room.ask(stuck), { ok: false, code: 'too-early' });
  });

  it('keeps a request while its student’s window reloads, and what a student wrote while the host was away', async () => {
    const bo = await scene.join('Bo');
    await bo.room.ask(stuck);
    await bo.becomes(() => bo.own, 'waiting 0');
    // Until the hub knows that a newcomer has its key, it takes a lost connection for leaving.
    ann.session.messages.say('hello');
    const delivery = () => ann.session.entries.findLast(isMessage)?.delivery;
    await ann.becomes(delivery, { received: 1, of: 1, names: ['Bo'] });
    await bo.reload();
    await bo.becomes(() => bo.own, 'waiting 0');
    const { own } = bo.room;
    assert.deepEqual('question' in own && own.question, stuck);
    await bo.room.withdraw();
    const id = ann.session.invited?.journalId ?? '';
    await ann.session.suspend();
    await bo.becomes(() => bo.session.state.connection.kind, 'reconnecting');
    const asked = bo.room.ask({ topic: 'later' });
    bo.room.tell('are you there?');
    assert.deepEqual([bo.own, bo.lines], ['queued', ['Bo: are you there?']]);
    await ann.session.reopen(id);
    assert.deepEqual(await asked, { ok: true });
    await ann.becomes(() => [ann.queue, ann.lines], ['Bo waiting', ['Bo: are you there?']]);
  });

  it('loses the request of a student who leaves, and gives back what a removed helper has', async () => {
    const hal = await scene.helper('Hal');
    const [bo, cy] = [await scene.join('Bo'), await scene.join('Cy')];
    for (const student of [bo, cy]) await student.room.ask(stuck);
    await hal.becomes(() => hal.queue, 'Bo waiting, Cy waiting');
    const [first] = hal.room.queue;
    assert.ok(first);
    await hal.room.serve('take', first);
    scene.actions.remove(hal.id, '');
    await ann.becomes(() => ann.queue, 'Bo waiting, Cy waiting');
    assert.deepEqual(ann.room.rules.helpers, []);
    await bo.session.leave();
    await ann.becomes(() => ann.queue, 'Cy waiting');
    assert.equal(ann.room.hostActions?.records.at(-1)?.how, 'left');
  });
});
