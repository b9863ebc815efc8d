import assert from 'node:assert/strict';
import { restoreHosted } from '../../../src/room/host/restored-room';
import type { JournalRecord } from '../../../src/room/log/journal';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostedRoom } from '../../helpers/hosted';
import { hostHeader } from '../../helpers/journal-records';

/** A class with a fake network, disk and clock: Hal and Ida help, Bo and Cy are students. */
async function hostedClass(options: Parameters<typeof hostedRoom>[0] = {}) {
  const hosted = hostedRoom({ kind: 'class', maxClients: 500, ...options });
  const { classroom } = hosted.invited;
  assert.ok(classroom?.hostActions);
  const [hal, ida, bo, cy] = ['Hal', 'Ida', 'Bo', 'Cy'].map((name) => hosted.server.connect(name));
  assert.ok(hal && ida && bo && cy);
  for (const { id } of [hal, ida]) classroom.hostActions.setHelper(id, true);
  const settle = async () => {
    await hosted.clock.advance(0);
    for (const guest of [hal, ida, bo, cy]) guest.pull();
  };
  await settle();
  const publish = (by: FakeGuest, message: string, student = bo.id) =>
    by.ask({ type: 'publish', id: `p-${message}`, student, message });
  const published = () => classroom.privateMessages.map(({ published: mark }) => mark?.seq);
  return { ...hosted, classroom, hal, ida, bo, cy, settle, publish, published };
}

function messages({ entries }: FakeGuest) {
  return entries.flatMap((entry) => (entry.type === 'message' ? [entry] : []));
}

function answers({ notices }: FakeGuest): readonly string[] {
  return notices.flatMap((notice) => {
    if (notice.type === 'refused') return [notice.code];
    return notice.type === 'handled' ? ['handled'] : [];
  });
}

/** A host that has this on its disk. */
async function reopened(records: readonly JournalRecord[]) {
  const stored = restoreHosted([{ ...hostHeader, kind: 'class' }, ...records]);
  assert.ok(stored);
  return hostedClass({ restored: stored.restored });
}

const quick = { type: 'tell', id: 'q1', text: 'Is TCP quick?', anonymous: true } as const;

describe('the private lines of a class at its host', () => {
  it('publish without anything of a student who asks to stay anonymous', async () => {
    const { bo, cy, hal, publish, settle } = await hostedClass();
    bo.ask({ ...quick, card: { type: 'terminal', output: ['$ make'] } });
    await settle();
    publish(hal, 'q1');
    await settle();
    const [entry] = messages(cy);
    assert.ok(entry);
    const { id, seq, time, ...rest } = entry;
    assert.deepEqual(rest, {
      ...{ type: 'message', text: 'Anonymous student: Is TCP quick?', anonymous: true },
      ...{ author: hal.id, name: 'Hal', card: { type: 'terminal', output: ['$ make'] } },
    });
    assert.ok(id.length > 0 && !['q1', 'p-q1'].includes(id));
    const heard = JSON.stringify([cy.entries, cy.notices]).replaceAll(
      /"(joined|people)"[^}]*/g,
      '',
    );
    for (const secret of ['q1', 'told', 'Bo"']) assert.ok(!heard.includes(secret), heard);
    // Its student and the helpers see it at the private message.
    for (const guest of [bo, hal]) {
      const told = guest.notices.filter((notice) => notice.type === 'told').at(-1);
      assert.deepEqual(told?.type === 'told' && told.published, { seq, time });
    }
  });

  it('publish each message once, whoever does, also as a host that starts again', async () => {
    const { bo, cy, hal, ida, journal, publish, settle } = await hostedClass();
    bo.ask(quick);
    bo.ask({ type: 'tell', id: 'q2', text: 'Is UDP reliable?' });
    await settle();
    for (const by of [hal, ida, hal]) for (const id of ['q1', 'q2']) publish(by, id);
    await settle();
    assert.deepEqual(
      messages(cy).map(({ author, text }) => [author, text]),
      [
        [hal.id, 'Anonymous student: Is TCP quick?'],
        [bo.id, 'Is UDP reliable?'],
      ],
    );
    for (const guest of [hal, ida]) assert.deepEqual([...new Set(answers(guest))], ['handled']);
    const again = await reopened(journal.committed);
    const before = again.published();
    for (const id of ['q1', 'q2']) {
      assert.deepEqual(await again.classroom.publish({ student: bo.id, id }), { ok: true });
    }
    await again.settle();
    assert.equal(again.log.entries.filter(({ kind }) => kind === 'message').length, 2);
    assert.deepEqual(again.published(), before);
    assert.ok(before.every((seq) => seq !== undefined));
  });

  it('publish again what a crash has kept out of the log, under the same id', async () => {
    const { bo, hal, journal, publish, settle } = await hostedClass();
    bo.ask(quick);
    await settle();
    publish(hal, 'q1');
    await settle();
    const records = journal.committed;
    const cut = records.findIndex((record) => record.type === 'message');
    assert.ok(cut > 0 && records[cut - 1]?.type === 'told', 'the mark comes before the entry');
    const again = await reopened(records.slice(0, cut));
    assert.deepEqual(again.published(), [undefined]);
    assert.deepEqual(await again.classroom.publish({ student: bo.id, id: 'q1' }), { ok: true });
    assert.deepEqual(await again.classroom.publish({ student: bo.id, id: 'q1' }), { ok: true });
    await again.settle();
    const [entry, ...more] = messages(again.cy);
    assert.deepEqual(more, []);
    const told = records.find((record) => record.type === 'told');
    assert.equal(entry?.id, told?.type === 'told' && told.message.entry);
  });

  it('know that a message is published though the mark is missing, as at a new host', async () => {
    const { bo, hal, journal, publish, settle } = await hostedClass();
    bo.ask(quick);
    await settle();
    publish(hal, 'q1');
    await settle();
    const records = journal.committed.filter(
      (record) => record.type !== 'told' || !record.message.published,
    );
    const again = await reopened(records);
    await again.classroom.publish({ student: bo.id, id: 'q1' });
    await again.settle();
    assert.deepEqual(messages(again.cy).length, 1);
  });

  it('publish nothing for a student, of a helper, or that isn’t there', async () => {
    const { bo, cy, hal, publish, settle } = await hostedClass();
    bo.ask(quick);
    hal.ask({ type: 'tell', id: 'h1', student: bo.id, text: 'Yes.', anonymous: true });
    await settle();
    publish(cy, 'q1');
    publish(bo, 'q1');
    publish(hal, 'h1');
    publish(hal, 'h1', hal.id);
    publish(hal, 'nothing');
    publish(hal, 'q1', cy.id);
    await settle();
    assert.deepEqual(answers(cy), ['not-a-helper']);
    assert.deepEqual(answers(bo), ['handled', 'not-a-helper']);
    // A helper's own message on the line of a student isn't anonymous.
    assert.deepEqual(answers(hal), ['handled', ...Array(4).fill('no-such-message')]);
    assert.deepEqual(messages(cy), []);
    assert.deepEqual(
      bo.notices.flatMap((notice) => (notice.type === 'told' ? [notice.anonymous] : [])),
      [true, undefined],
    );
  });

  it('publish what a student wrote who has been removed since', async () => {
    const { bo, cy, hal, hostActions, publish, settle } = await hostedClass();
    bo.ask(quick);
    await settle();
    const { id } = bo;
    hostActions.remove(id, '');
    publish(hal, 'q1', id);
    await settle();
    assert.deepEqual(
      messages(cy).map(({ author }) => author),
      [hal.id],
    );
  });

  it('let only who published it change it', async () => {
    const { bo, cy, hal, ida, publish, settle } = await hostedClass();
    bo.ask(quick);
    await settle();
    publish(hal, 'q1');
    await settle();
    const target = messages(cy)[0]?.seq ?? 0;
    for (const guest of [bo, ida]) guest.request({ type: 'delete', target });
    await settle();
    for (const guest of [bo, ida]) assert.equal(answers(guest).at(-1), 'not-yours');
    hal.request({ type: 'edit', target, text: 'Anonymous student: Is TCP fast?' });
    hal.request({ type: 'delete', target });
    await settle();
    assert.deepEqual(
      cy.entries.slice(-2).map(({ type }) => type),
      ['edited', 'deleted'],
    );
  });

  it('tell the latest state of a message last', async () => {
    const { bo, classroom, hal, settle } = await hostedClass();
    bo.ask(quick);
    await settle();
    for (const guest of [bo, hal]) {
      guest.notices.length = 0;
      guest.ask({ type: 'lines', id: 'l1', since: 0 });
    }
    await classroom.publish({ student: bo.id, id: 'q1' });
    await settle();
    for (const { notices } of [bo, hal]) {
      const marks = notices.flatMap((notice) =>
        notice.type === 'told' ? [notice.published !== undefined] : [],
      );
      assert.deepEqual(marks, [false, true]);
    }
  });

  it('let no one see who types what goes to the helpers first', async () => {
    const { bo, classroom, clock, cy, hal, settle } = await hostedClass();
    const typing = () =>
      cy.notices.flatMap((notice) => (notice.type === 'typing' ? [notice.member] : []));
    for (const speaking of ['all', 'questions', 'helpers'] as const) {
      classroom.hostActions?.configure({ speaking });
      await clock.advance(10_000);
      cy.notices.length = 0;
      for (const guest of [bo, hal]) guest.ask({ type: 'typing' });
      await settle();
      assert.deepEqual(typing(), speaking === 'all' ? [bo.id, hal.id] : [hal.id], speaking);
    }
  });

  it('refuse a text that its beginning makes too long', async () => {
    const { bo, settle } = await hostedClass();
    const text = 'x'.repeat(32 * 1024);
    bo.ask({ type: 'tell', id: 'q1', text });
    bo.ask({ type: 'tell', id: 'q2', text, anonymous: true });
    await settle();
    assert.deepEqual(answers(bo), ['handled', 'too-large']);
  });

  it('tell who comes back what was published meanwhile', async () => {
    const { bo, clock, hal, publish, settle } = await hostedClass();
    bo.ask(quick);
    bo.ask({ type: 'tell', id: 'q2', text: 'Psst.' });
    await settle();
    const told = () => bo.notices.flatMap((notice) => (notice.type === 'told' ? [notice] : []));
    const since = Math.max(...told().map(({ time }) => time)) + 1;
    await clock.advance(10);
    publish(hal, 'q1');
    await settle();
    bo.notices.length = 0;
    bo.ask({ type: 'lines', id: 'l1', since });
    await settle();
    assert.deepEqual(
      told().map(({ id, published }) => [id, published?.time]),
      [['q1', since + 9]],
    );
  });
});
