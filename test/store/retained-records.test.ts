import assert from 'node:assert/strict';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { restoreGuest, withoutLog } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import type { JournalRecord } from '../../src/room/log/journal';
import { standbyRecords, withoutSecrets } from '../../src/room/log/journal-records';
import { retentionLimits } from '../../src/store/journal-reader';
import { parseRecord } from '../../src/store/journal-record';
import { RetainedRecords } from '../../src/store/retained-records';
import { guestHeader, hostHeader, joined, message } from '../helpers/journal-records';
import { LossyRoom } from '../helpers/lossy-room';

function list(seq: number, member: string): RoomEntry {
  const listener = { pin: 'p'.repeat(43), addresses: ['10.0.0.1'], port: 1 };
  return { type: 'successors', seq, time: seq, successors: [{ member, ...listener }] };
}

function tookOver(seq: number, term: number): RoomEntry {
  return { type: 'took-over', seq, time: seq, term, member: 'm2', name: 'Bo', before: 'm0' };
}

describe('a guest’s journal with entries taken back', () => {
  it('gives the same room after a rewrite', async () => {
    let apart = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const room = new LossyRoom(seed);
      await room.open();
      for (let step = 0; step < 60; step += 1) {
        await room.step();
        if (step % 10 !== 0) continue;
        for (const records of room.journals) {
          const kept = new RetainedRecords(retentionLimits);
          for (const record of records) {
            const line = JSON.stringify(record);
            assert.deepEqual(parseRecord(line), record, 'as it is read from a file');
            // As it is appended, or read.
            kept.take(record, line.length, seed % 2 === 0 ? line : undefined);
          }
          const [before, after] = [restoreGuest(records), restoreGuest(kept.records() ?? [])];
          assert.deepEqual(after?.held.entries, before?.held.entries);
          assert.deepEqual(after?.held.between, before?.held.between);
          assert.deepEqual(after?.outbox, before?.outbox);
          const last = before?.held.last ?? 0;
          assert.equal(after?.held.last, last);
          assert.deepEqual(after?.held.epochs.position(last), before?.held.epochs.position(last));
          apart += before?.held.between.length ?? 0;
        }
      }
    }
    assert.ok(apart > 0);
  });
});

describe('RetainedRecords', () => {
  it('keeps how to get into a wide room, until the room is over', () => {
    const server = { nodes: [{ host: 'nats.example', port: 4222 }], authority: 'a', account: 'A' };
    const wide = {
      server: { ...server, memberKey: 'MEMBER SEED' },
      epoch: { number: 2, token: 'TOKEN' },
      creation: { ownerKey: 'OWNER SEED', replicas: 3 },
    };
    const checkpoint = (last: number) =>
      ({ type: 'checkpoint', epoch: 2, last, hash: 'h' }) as const;
    const records = [
      { ...guestHeader, kind: 'wide', wide },
      checkpoint(1),
      message(1, 'm1', 'x'),
      checkpoint(2),
    ] as const;
    const kept = new RetainedRecords(retentionLimits);
    for (const record of records) {
      const line = JSON.stringify(record);
      assert.deepEqual(parseRecord(line), record, 'as it is read from a file');
      kept.take(record, line.length);
    }
    const restored = restoreGuest(kept.records() ?? []);
    assert.deepEqual(restored?.header.wide, wide);
    assert.deepEqual(restored?.checkpoint, checkpoint(2));
    assert.deepEqual(restored?.held.last, 1);
    const over = JSON.stringify(withoutSecrets(records));
    for (const secret of ['SEED', 'TOKEN', 'checkpoint'])
      assert.equal(over.includes(secret), false);
  });

  it('keeps a bounded number of records of an endless journal', () => {
    const limits = { entries: 10, bytes: 10_000, members: 5 };
    const kept = new RetainedRecords(limits);
    kept.take(hostHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(joined(seq, `m${seq}`, 'x'), 100);
      kept.take({ type: 'door', change: { type: 'key', member: `m${seq}`, hash: 'h' } }, 100);
      kept.take({ type: 'queued', request: { type: 'say', id: `q${seq}`, text: 'x' } }, 100);
      kept.take({ type: 'unqueued', id: `q${seq}` }, 100);
    }
    assert.equal(kept.records()?.length, 1 + 5 + 10 + 1 + 5);
  });

  it('gives messages of which it keeps only a line as they were, and writes that line', () => {
    const kept = new RetainedRecords({ entries: 20, bytes: 100_000, members: 5 });
    kept.take(hostHeader, 100);
    const records: JournalRecord[] = [];
    for (let seq = 1; seq <= 60; seq += 1) {
      const record = seq % 7 === 0 ? joined(seq, `m${seq}`, 'Bo') : message(seq, `“${seq}”`);
      const json = JSON.stringify(record);
      kept.take(record, json.length, seq % 5 === 0 ? undefined : json);
      records.push(record);
    }
    const isEntry = (record: JournalRecord) => 'seq' in record;
    assert.deepEqual(kept.records()?.filter(isEntry), records.slice(-20));
    const encoded = Array.from(kept.encoded() ?? []);
    const lines = encoded.filter((record) => typeof record === 'string');
    const wanted = records.slice(-20).filter((record) => 'seq' in record && record.seq % 5 > 0);
    assert.deepEqual(
      lines,
      wanted.filter(({ type }) => type === 'message').map((record) => JSON.stringify(record)),
    );
  });

  it('can be written later as it was, whatever has come and gone since', () => {
    const kept = new RetainedRecords({ entries: 20, bytes: 1e7, members: 5 });
    const say = (from: number, to: number) => {
      for (let seq = from; seq <= to; seq += 1) {
        const record = message(seq, 'x'.repeat(20_000));
        kept.take(record, 20_100, JSON.stringify(record));
      }
    };
    kept.take(hostHeader, 100);
    say(1, 20);
    const encoded = kept.encoded() ?? [];
    const records = kept.records() ?? [];
    say(21, 200);
    const later = Array.from(encoded, (one) =>
      typeof one === 'string' ? (JSON.parse(one) as JournalRecord) : one,
    );
    assert.deepEqual(later, records);
    assert.equal(
      kept.records()?.some((record) => 'seq' in record && record.seq <= 20),
      false,
    );
  });

  it('forgets the members of the room that a room continues', () => {
    const kept = new RetainedRecords({ entries: 2, bytes: 10_000, members: 5 });
    const records = [
      hostHeader,
      joined(1, 'm1', 'Bo'),
      { type: 'continued', seq: 2, time: 2, member: 'm0', name: 'Ann' } as const,
      joined(3, 'm3', 'Cy'),
      ...[4, 5, 6, 7].map((seq) => message(seq, 'x', 'm0')),
    ];
    for (const record of records) kept.take(record, 100);
    const left = kept.records() ?? [];
    assert.ok(!JSON.stringify(left).includes('"continued"'), 'the entry is no longer kept');
    assert.deepEqual(restoreHosted(left)?.restored.members, [{ id: 'm3', name: 'Cy' }]);
  });

  for (const header of [hostHeader, guestHeader]) {
    it(`keeps the newest lists of voters and hosts of a long log: ${header.type}`, () => {
      const limits = { entries: 10, bytes: 100_000, members: 5 };
      let kept = new RetainedRecords(limits);
      kept.take(header, 100);
      const voting = [list(1, 'm1'), tookOver(2, 2), list(3, 'm2'), list(4, 'm3'), tookOver(5, 3)];
      for (const entry of voting) kept.take(entry, 100);
      const numbers = (records: readonly JournalRecord[] = []) =>
        header.type === 'guest'
          ? restoreGuest(records)?.held.entries.map(({ seq }) => seq)
          : [restoreHosted(records)?.restored].flatMap((room) =>
              [...(room?.earlier ?? []), ...(room?.entries ?? [])].map(({ seq }) => seq),
            );
      for (let seq = 6; seq <= 100; seq += 1) {
        kept.take(message(seq), 100);
        if (seq % 20 !== 0) continue;
        const records = kept.records();
        const newest = Array.from({ length: 10 }, (_, index) => seq - 9 + index);
        assert.deepEqual(numbers(records), [2, 3, 4, 5, ...newest]);
        for (const record of records ?? []) {
          assert.deepEqual(parseRecord(JSON.stringify(record)), record);
        }
        kept = new RetainedRecords(limits);
        for (const record of records ?? []) kept.take(record, 100);
      }
      if (header.type === 'hosted') return;
      const taken = { type: 'took-back', keep: 4, time: 0, lost: 1, again: 0 } as const;
      kept.take(taken, 100);
      assert.deepEqual(numbers(kept.records()), [2, 3, 4]);
    });
  }

  it('forgets the host’s requests once they are numbered', () => {
    const kept = new RetainedRecords(retentionLimits);
    kept.take(hostHeader, 100);
    for (const id of ['r1', 'r2']) {
      kept.take({ type: 'queued', request: { type: 'say', id, text: 'x' } }, 100);
    }
    kept.take(message(1, 'x', 'm0'), 100);
    const asked = restoreHosted(kept.records() ?? [])?.restored.asked;
    assert.deepEqual(
      asked?.map(({ id }) => id),
      ['r2'],
    );
  });

  it('keeps how a guest listens that may take over, with its keys and what changed since', () => {
    const access = { ...hostHeader.door, keys: [{ member: 'm2', hash: 'old' }] };
    const records: readonly JournalRecord[] = [
      guestHeader,
      ...standbyRecords({ address: '::', port: 1, access, most: 3 }),
      message(1),
      ...standbyRecords({
        ...{ address: '10.0.0.1', port: 9001, most: 4 },
        access: { ...access, keys: [{ member: 'm3', hash: 'a' }] },
      }),
      { type: 'door', change: { type: 'key', member: 'm4', hash: 'b' } },
      { type: 'door', change: { type: 'key', member: 'm5', hash: 'c' } },
      { type: 'door', change: { type: 'revoked', member: 'm3' } },
      { type: 'door', change: { type: 'locked', locked: true } },
      { type: 'grown', kind: 'group', most: 9 },
      { type: 'removed', seq: 2, time: 2, member: 'm5', name: 'x', reason: '' },
      { type: 'promised', term: 4, to: 'm3' },
    ];
    const rewritten = (all: readonly JournalRecord[]) => {
      const kept = new RetainedRecords(retentionLimits);
      for (const record of all) {
        assert.deepEqual(parseRecord(JSON.stringify(record)), record);
        kept.take(record, 100);
      }
      return kept.records() ?? [];
    };
    const keys = [{ member: 'm4', hash: 'b' }];
    const standby = {
      ...{ address: '10.0.0.1', port: 9001, most: 9 },
      access: { ...access, locked: true, keys },
    };
    for (const all of [records, rewritten(records), rewritten(rewritten(records))]) {
      const restored = restoreGuest(all);
      assert.deepEqual(restored?.standby, standby);
      assert.deepEqual(restored?.promised, { term: 4, to: 'm3' });
    }
    const withdrawn = [...records, { type: 'standby' } as const];
    for (const all of [withdrawn, rewritten(withdrawn)]) {
      const restored = restoreGuest(all);
      assert.equal(restored?.standby, undefined);
      assert.deepEqual(restored?.promised, { term: 4, to: 'm3' });
    }
    assert.equal(JSON.stringify(rewritten(withdrawn)).includes(access.privateKey), false);
    const forgotten = restoreGuest(withoutLog(records));
    assert.equal(forgotten?.standby, undefined, 'without its log, it may not vote');
    assert.deepEqual(forgotten?.promised, { term: 4, to: 'm3' });
    assert.equal(JSON.stringify(withoutSecrets(records)).includes('PRIVATE KEY'), false);
  });

  it('keeps few huge entries of a long journal while reading', () => {
    const kept = new RetainedRecords({ entries: 1000, bytes: 10_000, members: 5 });
    kept.take(guestHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(message(seq), 1000);
      assert.ok(kept.bytes < 25_000, `${kept.bytes} bytes`);
    }
  });
});
