import assert from 'node:assert/strict';
import { defaultClassRules } from '../../../src/protocol/class-frames';
import type { HelpRecord } from '../../../src/room/classroom';
import { restoreGuest, withoutLog } from '../../../src/room/guest/restored-guest';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { compactLog } from '../../../src/room/log/compact-log';
import type { JournalRecord } from '../../../src/room/log/journal';
import type { LineMessage } from '../../../src/room/log/private-lines';
import type { StoredClass } from '../../../src/room/log/stored-class';
import type { HelpRequest } from '../../../src/room/queue/queue-events';
import { retentionLimits } from '../../../src/store/journal-reader';
import { parseRecord } from '../../../src/store/journal-record';
import { RetainedRecords } from '../../../src/store/retained-records';
import { allCards } from '../../helpers/cards';
import { guestHeader, hostHeader, joined, message } from '../../helpers/journal-records';

const card = allCards.find(({ type }) => type === 'error');
const question = {
  ...{ topic: 'stuck', place: { path: 'hub.py', line: 3 }, tried: 'everything' },
  ...(card?.type === 'error' && { card }),
};

function request(member: string, number: number): HelpRequest {
  return { member, id: `a${number}`, number, question, asked: number, state: 'waiting' };
}

function told(id: string, time: number): LineMessage {
  return { student: 'm1', time, author: 'm1', name: 'Bo', id, text: 'psst' };
}

const record: HelpRecord = {
  ...{ member: 'm1', name: 'Bo', id: 'a1', topic: 'stuck', path: 'hub.py', line: 3 },
  ...{ asked: 1, taken: 2, ended: 3, how: 'done', helper: 'm9', helperName: 'Hal' },
};

const rules = { ...defaultClassRules, helpers: ['m9'], cooldown: 7 };

/** What happened in a class at its host. */
const hosted: readonly JournalRecord[] = [
  { ...hostHeader, kind: 'class' },
  joined(1, 'm1', 'Bo'),
  { type: 'rules', rules: { ...rules, cooldown: 1 } },
  { type: 'help', event: { type: 'asked', request: request('m1', 1) } },
  { type: 'help', event: { type: 'asked', request: request('m2', 2) } },
  { type: 'help', event: { type: 'moved', member: 'm1', state: 'taken', helper: 'm9', time: 2 } },
  { type: 'rules', rules },
  { type: 'help', event: { type: 'ended', record } },
  { type: 'told', message: told('t1', 4) },
  { type: 'told', message: told('t1', 4) },
  message(2),
];

/** What happened at a guest. */
const joinedOne: readonly JournalRecord[] = [
  { ...guestHeader, kind: 'class' },
  { type: 'rules', rules },
  { type: 'asking', ask: { type: 'ask', id: 'a1', ...question }, time: 5 },
  { type: 'telling', id: 't1', tell: { type: 'tell', id: 't1', text: 'psst' }, time: 6 },
  { type: 'telling', id: 't2', tell: { type: 'tell', id: 't2', text: 'again' }, time: 7 },
  { type: 'telling', id: 't3', tell: { type: 'tell', id: 't3', text: 'no' }, time: 8 },
  { type: 'told', message: told('t1', 9) },
  { type: 'telling', id: 't3', time: 0 },
  message(1),
];

function contents(stored: StoredClass | undefined) {
  const { asking, lines, queue, telling } = stored as StoredClass;
  const { records, requests } = queue;
  return { rules: stored?.rules, asking, telling, lines: lines.list, records, requests };
}

/** The records as a file has them after it was rewritten. */
function rewritten(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept = new RetainedRecords(retentionLimits);
  for (const each of records) {
    const line = JSON.stringify(each);
    assert.deepEqual(parseRecord(line), each, 'as it is read from a file');
    kept.take(each, line.length);
  }
  return kept.records() ?? [];
}

describe('what a journal has of a class', () => {
  it('is the same after the journal was rewritten, at the host', () => {
    const before = contents(restoreHosted(hosted)?.restored.classroom);
    assert.deepEqual(before.rules, rules);
    assert.deepEqual(before.requests, [request('m2', 2)]);
    assert.deepEqual(before.records, [record]);
    assert.deepEqual(before.lines, [told('t1', 4)]);
    assert.deepEqual(contents(restoreHosted(rewritten(hosted))?.restored.classroom), before);
  });

  it('is the same after the journal was rewritten, at a guest', () => {
    const before = contents(restoreGuest(joinedOne)?.classroom);
    assert.equal(before.asking?.ask.id, 'a1');
    assert.deepEqual(
      before.telling.map(({ tell }) => tell.id),
      ['t2'],
    );
    assert.deepEqual(contents(restoreGuest(rewritten(joinedOne))?.classroom), before);
  });

  it('goes to the next host without open requests, which are its students’', () => {
    const records = [{ ...guestHeader, kind: 'class' } as const, ...compactLog(hosted)];
    const after = contents(restoreGuest(records)?.classroom);
    assert.deepEqual(after.requests, []);
    assert.deepEqual(after.records, [record]);
    assert.deepEqual([after.rules, after.lines], [rules, [told('t1', 4)]]);
  });

  it('keeps the own request when a guest’s messages are erased, but no private message', () => {
    const after = contents(restoreGuest(withoutLog(joinedOne))?.classroom);
    assert.equal(after.asking?.ask.id, 'a1');
    assert.deepEqual(after.lines, []);
  });

  it('is nothing in the journal of a group', () => {
    const records = [hostHeader, joined(1, 'm1', 'Bo'), message(2)];
    const types = rewritten(records).map(({ type }) => type);
    assert.ok(!types.some((type) => ['rules', 'help', 'told', 'asking', 'telling'].includes(type)));
    assert.deepEqual(contents(restoreHosted(records)?.restored.classroom).requests, []);
  });
});
