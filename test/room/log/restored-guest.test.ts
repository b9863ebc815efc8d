import assert from 'node:assert/strict';
import type { GuestHeader, JournalRecord } from '../../../src/room/log/journal';
import { restoreGuest } from '../../../src/room/log/restored-guest';
import { codeCard } from '../../helpers/cards';
import { MemberScene } from '../../helpers/member-scene';

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
  it('gives back the log, the name and what the hub had not numbered', () => {
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

  it('goes by its newest header, and knows when it is over', () => {
    const newer: GuestHeader = { ...header, self: { id: 'm1', name: 'Ann 2' }, key: 'n' };
    const restored = restoreGuest([header, said(1, 'm0', 'x'), newer, { type: 'closed' }]);
    assert.equal(restored?.header, newer);
    assert.equal(restored?.self.name, 'Ann 2');
    assert.equal(restored?.over, true);
  });

  it('is none without a header', () => {
    assert.equal(restoreGuest([]), undefined);
    assert.equal(restoreGuest([said(1, 'm0', 'x')]), undefined);
  });

  it('gives back cards, answers and changes that wait, and asks for each once', async () => {
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

  it('brings the guest back wherever it was cut, with nothing lost or said twice', async () => {
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

/** A room in which the guest and its host have talked, and the guest was away for a while. */
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
