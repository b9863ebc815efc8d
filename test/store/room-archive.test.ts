import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { encodeFrame } from '../../src/protocol/codec';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import { type FileSystem, nodeFileSystem } from '../../src/store/file-system';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { FakeClock } from '../helpers/fake-clock';
import { expectedMode, modeOf } from '../helpers/file-modes';
import {
  guestHeader,
  guestRecords,
  hostHeader,
  hostRecords,
  message,
  secrets,
} from '../helpers/journal-records';
import { waitFor } from '../helpers/wait-for';
import { encodeLine, seqs } from './journal-reading';
import { useRoomArchive } from './kept-rooms';

describe('RoomArchive', () => {
  const { scene, folder, createArchive, onFailure, keep, goOn, pathOf, textOf } = useRoomArchive();

  it('restores what was stored, also for the next process', () => {
    const [hosted, guest] = [keep(hostRecords), keep(guestRecords)];
    for (const reader of [scene.archive, createArchive()]) {
      const host = restoreHosted(reader.read(hosted) ?? []);
      assert.deepEqual(host?.restored, restoreHosted(hostRecords)?.restored);
      const { header: _, ...expected } = restoreGuest(guestRecords) ?? {};
      const { header: __, ...given } = restoreGuest(reader.open(guest)?.records ?? []) ?? {};
      assert.deepEqual(given, expected);
    }
    assert.deepEqual(scene.failures, []);
  });

  it('writes an entry with the bytes that go over the wire, and nothing before the commit', () => {
    const journal = scene.archive.create(hostHeader);
    const before = textOf(journal.id);
    assert.equal(before, encodeLine(hostHeader).toString());
    const entry = message(1, '你好 \u2028 👋');
    journal.append(entry);
    assert.equal(textOf(journal.id), before);
    journal.commit();
    const line = encodeLine(entry).toString();
    assert.equal(line.replace(/\t[0-9a-f]{8}/, ''), encodeFrame(entry).toString());
    assert.equal(textOf(journal.id), before + line);
    journal.close(false);
    journal.append(message(2));
    assert.equal(journal.commit(), false);
    assert.equal(textOf(journal.id), before + line);
  });

  it('keeps a room’s files beside its log: counted apart, moved, cleared and deleted with it', async () => {
    const [hosted, guest] = [keep(hostRecords), keep(guestRecords)];
    const bytes = Buffer.alloc(1000);
    const file = { hash: createHash('sha256').update(bytes).digest('base64url'), size: 1000 };
    const bytesOf = (id: string) => scene.archive.list().find((room) => room.id === id)?.bytes ?? 0;
    const stores = [hosted, guest].map((id) => {
      const before = bytesOf(id);
      return { id, before, files: scene.archive.files(id) };
    });
    for (const { id, before, files } of stores) {
      const part = await files.begin(file, 'm1');
      await part.write(bytes);
      await part.finish();
      assert.equal(scene.archive.fileBytes(id), 1000);
      assert.equal(bytesOf(id), before, 'a long file doesn’t make its log long');
    }
    scene.archive.forgetLog(guest);
    assert.equal(stores[1]?.files.find(file.hash), undefined);
    assert.ok(!existsSync(pathOf(guest).replace('.ndjson', '.files')));
    const { journal } = goOn(hosted);
    const elsewhere = join(folder(), 'elsewhere');
    assert.equal(await journal.moveTo(elsewhere), undefined);
    const isMoved = () => stores[0]?.files.find(file.hash)?.path.startsWith(elsewhere);
    await waitFor(isMoved, 'the files follow');
    scene.archive.delete(hosted);
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it('counts and deletes a room’s files wherever a move that was interrupted left them', () => {
    const id = keep(hostRecords);
    const here = pathOf(id).replace('.ndjson', '.files');
    const old = join(folder(), 'old', `${id}.files`);
    for (const path of [here, old]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, '0'.repeat(64)), Buffer.alloc(1000));
    }
    const note = JSON.stringify([old]);
    writeFileSync(join(here, 'moved-from.json'), note);
    assert.equal(scene.archive.fileBytes(id), 2000 + note.length);
    scene.archive.delete(id);
    for (const path of [here, old]) assert.ok(!existsSync(path));
  });

  it('lets only the owner access it', () => {
    const id = keep(hostRecords);
    assert.equal(modeOf(join(folder(), 'rooms')), expectedMode(0o700));
    assert.equal(modeOf(pathOf(id)), expectedMode(0o600));
    goOn(id).journal.close(true);
    assert.equal(modeOf(pathOf(id)), expectedMode(0o600));
  });

  it('continues after the last complete line, wherever writing was interrupted', () => {
    const lines = [hostHeader, message(1), message(2)].map((record) => encodeLine(record));
    const whole = Buffer.concat(lines);
    const [first = 0, second = 0] = lines.map((line) => line.length);
    for (let length = first; length <= whole.length; length += 1) {
      const id = keep([hostHeader]);
      writeFileSync(pathOf(id), whole.subarray(0, length));
      const { records, journal } = goOn(id);
      // A line is complete even without its line feed.
      const kept = length < first + second - 1 ? 0 : length < whole.length - 1 ? 1 : 2;
      assert.deepEqual(seqs(records).length, kept, `${length} bytes`);
      journal.append(message(kept + 1, 'again'));
      journal.close(false);
      const after = scene.archive.read(id) ?? [];
      assert.equal(seqs(after).length, 1 + kept, `${length} bytes`);
      assert.ok(after.some((record) => isDeepStrictEqual(record, message(kept + 1, 'again'))));
    }
  });

  it('keeps no secrets of a room that has ended', () => {
    for (const records of [hostRecords, guestRecords]) {
      const id = keep(records);
      const kept = textOf(id);
      assert.ok(Object.values(secrets).some((secret) => kept.includes(JSON.stringify(secret))));
      const { journal } = goOn(id);
      journal.append(message(10, 'the last'));
      journal.close(true);
      assert.equal(readdirSync(join(folder(), 'rooms')).length, scene.archive.list().length);
      for (const name of readdirSync(join(folder(), 'rooms'))) {
        const bytes = readFileSync(join(folder(), 'rooms', name), 'utf8');
        for (const secret of Object.values(secrets)) {
          assert.ok(!bytes.includes(JSON.stringify(secret).slice(1, -1)), secret);
          assert.ok(!bytes.includes(secret), secret);
        }
      }
      const after = scene.archive.read(id) ?? [];
      assert.deepEqual(after.at(-1), { type: 'closed' });
      assert.deepEqual(seqs(after), [...seqs(records), 10]);
      assert.equal(restoreHosted(after), undefined);
      assert.equal(scene.archive.list().find((room) => room.id === id)?.over, true);
    }
  });

  it('doesn’t use an id as a path', () => {
    const outside = join(folder(), 'outside.ndjson');
    writeFileSync(outside, encodeFrame(hostHeader));
    const id = keep(hostRecords);
    const ids = [
      '../outside',
      join(folder(), 'outside'),
      `../rooms/${id}`,
      `./${id}`,
      `${id}/`,
      `${id}.ndjson`,
      id.toUpperCase().replace(/^./, 'G'),
      `${id}\0`,
      '',
      '..',
      'CON',
    ];
    for (const wrong of ids) {
      assert.equal(scene.archive.open(wrong), undefined, wrong);
      assert.equal(scene.archive.read(wrong), undefined, wrong);
      scene.archive.delete(wrong);
    }
    assert.ok(existsSync(outside));
    assert.deepEqual(
      scene.archive.list().map((room) => room.id),
      [id],
    );
    assert.deepEqual(scene.failures, []);
  });

  it('lists rooms, newest first, and ignores other files', () => {
    assert.deepEqual(scene.archive.list(), []);
    const [hosted, guest] = [keep(hostRecords), keep(guestRecords)];
    writeFileSync(pathOf('f'.repeat(32)), 'no journal\n');
    writeFileSync(join(folder(), 'rooms', 'notes.txt'), 'mine');
    const at = (id: string, seconds: number) => utimesSync(pathOf(id), seconds, seconds);
    at(hosted, 1000);
    at(guest, 2000);
    const rooms = () => scene.archive.list().map(({ bytes: _, ...room }) => room);
    const common = { over: false, closed: false } as const;
    const guestPin = 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564';
    const first = {
      ...common,
      id: guest,
      role: 'guest',
      kind: 'pair',
      name: 'Lab 3',
      pin: guestPin,
      firstPin: guestPin,
      pins: [guestPin, 'pin of the host before'],
      endpoints: guestHeader.addresses.map((host) => ({ host, port: guestHeader.port })),
    };
    const second = {
      ...common,
      id: hosted,
      role: 'host',
      kind: 'group',
      name: '同桌',
      pin: '',
      firstPin: '',
      pins: ['pin of the host before'],
      endpoints: [],
    };
    assert.deepEqual(rooms(), [
      { ...first, time: 2_000_000, entries: 7 },
      { ...second, time: 1_000_000, entries: 9 },
    ]);
    assert.equal(scene.archive.list()[1]?.bytes, statSync(pathOf(hosted)).size);
    appendFileSync(pathOf(hosted), encodeLine(message(9)));
    at(hosted, 3000);
    assert.deepEqual(rooms()[0], { ...second, time: 3_000_000, entries: 9 });
  });

  it('lists a long room without reading all of it', () => {
    const id = keep([hostHeader, message(1)]);
    const lines: Buffer[] = [];
    for (let seq = 2; seq <= 5000; seq += 1) lines.push(encodeLine(message(seq, 'x'.repeat(2000))));
    appendFileSync(pathOf(id), Buffer.concat(lines));
    let bytesRead = 0;
    const fs: FileSystem = {
      ...nodeFileSystem,
      read: (...call) => {
        const count = nodeFileSystem.read(...call);
        bytesRead += count;
        return count;
      },
    };
    const counted = new RoomArchive({
      ...{ folder: join(folder(), 'rooms'), clock: systemClock, fs },
      onFailure: (error) => assert.fail(error),
    });
    assert.equal(counted.list()[0]?.entries, 5000);
    assert.ok(bytesRead < statSync(pathOf(id)).size / 10, `${bytesRead} bytes`);
  });

  it('deletes a room, even an open one', () => {
    const journal = scene.archive.create(hostHeader);
    scene.archive.delete(journal.id);
    journal.append(message(1));
    journal.commit();
    journal.close(true);
    assert.deepEqual(readdirSync(join(folder(), 'rooms')), []);
    assert.equal(scene.archive.open(journal.id), undefined);
    assert.deepEqual(scene.failures, []);
  });

  it('creates its folder later if that fails at first', async () => {
    writeFileSync(join(folder(), 'rooms'), 'in the way');
    const clock = new FakeClock();
    const late = new RoomArchive({ folder: join(folder(), 'rooms'), clock, onFailure });
    const journal = late.create(guestHeader);
    journal.append(message(1));
    assert.equal(journal.problem, 'disk-error');
    await clock.advance(2000);
    assert.equal(journal.problem, 'disk-error');
    rmSync(join(folder(), 'rooms'));
    await waitFor(async () => {
      await clock.advance(30_000);
      return journal.problem === undefined;
    }, 'it is stored');
    assert.deepEqual(seqs(createArchive().read(journal.id) ?? []), [1]);
    journal.close(false);
    assert.equal(clock.pending, 0);
  });

  it('reports once that the disk fails, and stores nothing', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    scene.archive = createArchive(join(file, 'rooms'));
    const journal = scene.archive.create(hostHeader);
    const told = scene.failures.length;
    assert.ok(told > 0);
    for (let seq = 1; seq <= 10; seq += 1) {
      journal.append(message(seq));
      assert.equal(journal.commit(), false);
    }
    assert.equal(journal.problem, 'disk-error');
    journal.close(true);
    assert.equal(scene.failures.length, told);
    assert.deepEqual(scene.archive.list(), []);
    assert.equal(scene.archive.open(journal.id), undefined);
  });
});
