import assert from 'node:assert/strict';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from '../../src/protocol/codec';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import type { JournalRecord } from '../../src/room/log/journal';
import { guestHeader, hostHeader, hostRecords, message, secrets } from '../helpers/journal-records';
import { waitFor } from '../helpers/wait-for';
import { seqs } from './journal-reading';
import { useRoomArchive } from './kept-rooms';

describe('RoomArchive, rewriting', () => {
  const { scene, folder, createArchive, keep, goOn, pathOf, textOf } = useRoomArchive();

  it('rewrites a journal that is mostly obsolete', async () => {
    const records: JournalRecord[] = [guestHeader, message(1)];
    for (let index = 0; index < 2000; index += 1) {
      const request = { type: 'say', id: `q${index}`, text: 'x'.repeat(100) } as const;
      records.push({ type: 'queued', request }, { type: 'unqueued', id: `q${index}` });
    }
    const id = keep(records);
    const sizeNow = () => statSync(pathOf(id)).size;
    const before = sizeNow();
    const { records: kept, journal } = goOn(id);
    journal.append(message(2));
    journal.commit();
    await waitFor(() => sizeNow() < before / 10, 'it is rewritten');
    journal.close(false);
    assert.deepEqual(restoreGuest(scene.archive.read(id) ?? [])?.held.entries, [
      message(1),
      message(2),
    ]);
    assert.deepEqual(restoreGuest(kept)?.outbox, []);
    const size = sizeNow();
    goOn(id).journal.close(false);
    assert.equal(sizeNow(), size);
  });

  it('rewrites a journal of an older version with checksums', async () => {
    const id = keep([hostHeader]);
    writeFileSync(
      pathOf(id),
      [hostHeader, message(1)].map((record) => encodeFrame(record)).join(''),
    );
    const { journal } = goOn(id);
    journal.append(message(2));
    journal.commit();
    const lines = () => textOf(id).trimEnd().split('\n');
    await waitFor(() => lines().every((line) => /\t[0-9a-f]{8}$/.test(line)), 'it is new');
    journal.close(false);
    assert.deepEqual(seqs(scene.archive.read(id) ?? []), [1, 2]);
  });

  it('leaves a journal unchanged until the first write, because another process may continue it', () => {
    const journal = scene.archive.create(guestHeader);
    for (let index = 0; index < 2000; index += 1) {
      const request = { type: 'say', id: `q${index}`, text: 'x'.repeat(100) } as const;
      journal.append({ type: 'queued', request });
      journal.append({ type: 'unqueued', id: `q${index}` });
    }
    journal.commit();
    const other = createArchive();
    assert.ok(other.open(journal.id));
    journal.append(message(1));
    journal.close(false);
    assert.deepEqual(restoreGuest(other.read(journal.id) ?? [])?.held.entries, [message(1)]);
  });

  it('removes unfinished files of a dead process', () => {
    const id = keep(hostRecords);
    const abandoned = `${pathOf('a'.repeat(32))}.123.tmp`;
    writeFileSync(abandoned, secrets.privateKey);
    utimesSync(abandoned, 1000, 1000);
    scene.archive.list();
    assert.deepEqual(readdirSync(join(folder(), 'rooms')), [`${id}.ndjson`]);
  });
});
