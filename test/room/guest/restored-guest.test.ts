import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import type { GuestHeader, JournalRecord } from '../../../src/room/log/journal';
import type { Session } from '../../../src/room/session/session';
import { codeCard } from '../../helpers/cards';
import { hostSession, idleSession } from '../../helpers/host-session';
import { line, MemberScene } from '../../helpers/member-scene';
import { MemoryArchive } from '../../helpers/memory-archive';
import { realSession } from '../../helpers/real-session';
import { waitFor } from '../../helpers/wait-for';

const header: GuestHeader = {
  type: 'guest',
  version: 1,
  kind: 'pair',
  name: 'Lab',
  addresses: ['192.168.1.5'],
  port: 5000,
  pin: 'p'.repeat(43),
  self: { id: 'm1', name: 'Ann' },
  key: 'k'.repeat(43),
};
const queued = (id: string): JournalRecord => ({
  type: 'queued',
  request: { type: 'say', id, text: id },
});
const said = (seq: number, author: string, id: string) =>
  ({ type: 'message', seq, time: seq, author, name: author, id, text: id }) as const;

describe('a guest’s journal', () => {
  it('restores the log, the name and what the hub hadn’t numbered', () => {
    const restored = restoreGuest([
      header,
      queued('a'),
      queued('b'),
      said(4, 'm2', 'a'),
      queued('c'),
      said(5, 'm1', 'a'),
      { type: 'unqueued', id: 'b' },
      { type: 'renamed', seq: 6, time: 6, member: 'm1', name: 'Anna', before: 'Ann' },
      { type: 'renamed', seq: 7, time: 7, member: 'm2', name: 'Rob', before: 'Bob' },
    ]);
    assert.deepEqual(restored?.self, { id: 'm1', name: 'Anna' });
    assert.equal(restored?.held.last, 7);
    assert.deepEqual(
      restored?.held.entries.map(({ seq }) => seq),
      [4, 5, 6, 7],
    );
    assert.deepEqual(
      restored?.outbox.map(({ id }) => id),
      ['c'],
    );
    assert.equal(restored?.over, false);
  });

  it('uses its newest header, and knows when it has ended', () => {
    const newer: GuestHeader = { ...header, self: { id: 'm1', name: 'Ann 2' }, key: 'n' };
    const restored = restoreGuest([header, said(1, 'm0', 'x'), newer, { type: 'closed' }]);
    assert.equal(restored?.header, newer);
    assert.equal(restored?.self.name, 'Ann 2');
    assert.equal(restored?.over, true);
  });

  it('is undefined without a header', () => {
    assert.equal(restoreGuest([]), undefined);
    assert.equal(restoreGuest([said(1, 'm0', 'x')]), undefined);
  });

  it('restores waiting cards, replies and changes, and sends each once', async () => {
    const scene = await talk();
    const seqOf = (text: string) =>
      scene.session.entries.find((entry) => entry.kind === 'message' && entry.text === text) as {
        seq: number;
        id: string;
      };
    const { seq } = seqOf('a');
    const { invited } = scene.session;
    scene.hub.cut();
    scene.session.messages.say('', { card: codeCard, reply: seq });
    invited?.change({ type: 'edit', target: seq, text: 'edited' });
    invited?.change({ type: 'react', target: seqOf('y').seq, emoji: '👍', on: true });
    invited?.change({ type: 'delete', target: seqOf('b').seq });
    const shown = scene.session.entries.at(-1);
    assert.ok(await scene.crash());
    const queued = scene.session.entries.findLast((entry) => entry.kind === 'message');
    assert.ok(shown?.kind === 'message' && queued?.kind === 'message');
    assert.deepEqual([queued.card, queued.reply?.seq, queued.delivery], [codeCard, seq, 'queued']);
    await scene.comeBack();
    assert.deepEqual(
      scene.hub.entries.slice(-4).map(({ type }) => type),
      ['message', 'edited', 'reacted', 'deleted'],
    );
    assert.ok(await scene.crash());
    await scene.comeBack();
    assert.equal(scene.hub.entries.filter(({ type }) => type === 'edited').length, 1);
    const messages = scene.session.entries.filter((entry) => entry.kind === 'message');
    assert.deepEqual(
      messages.map(({ text, card, deleted, reactions }) => [text, card?.type, deleted, reactions]),
      [
        ['x', undefined, undefined, undefined],
        ['edited', undefined, undefined, undefined],
        ['y', undefined, undefined, { '👍': ['m1'] }],
        ['', undefined, true, undefined],
        ['c', undefined, undefined, undefined],
        ['src/hub.c:11', 'code', undefined, undefined],
      ],
    );
  });

  it('restores the guest wherever the journal was cut, with nothing lost or sent twice', async () => {
    const whole = await talk();
    const records = whole.archive.read(whole.journalId) ?? [];
    assert.ok(records.length >= 10, `${records.length} records`);
    for (let kept = 1; kept <= records.length; kept += 1) {
      const scene = await talk();
      const part = records.slice(0, kept);
      await scene.startFrom(part);
      assert.equal(await scene.session.reopen(scene.journalId), true);
      scene.session.messages.say('after');
      await scene.comeBack();
      const expected = [...whole.texts, 'after'];
      assert.deepEqual(scene.hub.texts, expected, `hub after ${kept} records`);
      assert.deepEqual(scene.texts, expected, `guest after ${kept} records`);
      assert.ok(!scene.lines.some((line) => line.includes('(queued)')), `${kept} records`);
    }
  });
});

/** A room in which the guest and its host have chatted, and the guest was away for a while. */
async function talk(): Promise<MemberScene> {
  const scene = await MemberScene.joined();
  const { hub, session } = scene;
  session.messages.say('a');
  hub.say('x');
  hub.run();
  session.messages.say('b');
  hub.cut();
  session.messages.say('c');
  hub.say('y');
  await scene.comeBack();
  return scene;
}

const messagesOf = ({ entries }: Session) =>
  entries.filter(({ kind }) => kind === 'message').map(line);

/** Records every state of the guest's own messages that is less than the one shown before. */
function watchTicks(session: Session, all: string): string[] {
  const worse: string[] = [];
  session.onDidChangeLog(() => {
    for (const shown of messagesOf(session)) if (shown !== all) worse.push(shown);
  });
  return worse;
}

describe('ticks', () => {
  let open: Session[] = [];
  afterEach(async () => {
    for (const session of open.splice(0).reverse()) await session.leave();
    open = [];
  });

  it('stay the same for a guest who leaves and comes back, whoever left meanwhile', async () => {
    const archives = [new MemoryArchive(), new MemoryArchive(), new MemoryArchive()];
    const [ann, bo, cy] = archives.map((archive) => realSession(undefined, archive)) as [
      Session,
      Session,
      Session,
    ];
    open.push(ann, bo, cy);
    await ann.host({
      ...{ kind: 'group', name: 'Lab', address: '127.0.0.1', port: 0, maxClients: 4 },
      person: 'Ann',
    });
    const invite = ann.invited?.hostActions?.invite as Invite;
    await cy.joinByInvite(invite, 'Cy');
    await bo.joinByInvite(invite, 'Bo');
    bo.messages.say('hi');
    const all = 'Bo> hi (2/2)';
    await waitFor(() => messagesOf(bo)[0] === all, 'both have it');
    await cy.leave();
    await waitFor(() => ann.state.members.length === 2, 'Cy has left');
    const id = bo.invited?.journalId ?? '';
    await bo.leave();
    const next = realSession(undefined, archives[1]);
    open.push(next);
    const worse = watchTicks(next, all);
    await next.reopen(id);
    assert.deepEqual(messagesOf(next), [all], 'before the hub has sent anything');
    await waitFor(() => next.state.connection.kind === 'joined', 'back');
    ann.messages.say('welcome back');
    await waitFor(() => messagesOf(next).length === 2, 'both messages arrive');
    assert.equal(messagesOf(next)[0], all);
    assert.deepEqual(
      worse.filter((shown) => !shown.startsWith('Ann>')),
      [],
    );
    await next.leave();
    assert.equal(await next.read(id), true);
    assert.equal(messagesOf(next)[0], all, 'also when it is only read');
  });

  it('are sent to a guest who comes back without a log', async () => {
    const { server, session, clock } = await hostSession();
    const ann = server().connect('Ann');
    const bo = server().connect('Bo');
    ann.say('hi');
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    bo.end();
    ann.end();
    const back = server().resume('m1', 0);
    await clock.advance(0);
    const told = back.notices.flatMap((notice) => (notice.type === 'receipts' ? notice.marks : []));
    assert.deepEqual(told, [
      { member: 'm2', seq: 3 },
      { member: 'm0', seq: 3 },
    ]);
    await session.leave();
  });

  it('stay the same for a host whose window is reloaded', async () => {
    const { archive, journalId, server, session, clock } = await hostSession();
    const ann = server().connect('Ann');
    const bo = server().connect('Bo');
    session.messages.say('hello');
    ann.ask({ type: 'received', seq: 3 });
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    bo.end();
    await session.suspend();
    const after = idleSession(archive);
    await after.session.reopen(journalId);
    assert.deepEqual(messagesOf(after.session), ['Zoe> hello (2/2)']);
    await after.session.leave();
  });
});
