import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run';
import type { JournalRecord } from '../../src/room/log/journal';
import { OpenRooms } from '../../src/store/open-rooms';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock as clock } from '../../src/util/clock';
import { testTerminal } from '../helpers/cli/test-terminal';
import {
  guestHeader,
  guestRecords,
  hostRecords,
  joined,
  message,
} from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('deskmate rooms', () => {
  const folder = temporaryFolder();

  function keep(records: readonly JournalRecord[], over = false, inside = 'rooms'): string {
    const archive = new RoomArchive({
      ...{ folder: join(folder(), inside), clock },
      onFailure: assert.ifError,
    });
    const [header, ...rest] = records;
    assert.ok(header?.type === 'hosted' || header?.type === 'guest');
    const journal = archive.create(header);
    for (const record of rest) journal.append(record);
    journal.close(over);
    return journal.id;
  }

  async function list(args: readonly string[] = [], isTTY = false) {
    const terminal = testTerminal({ isTTY, cwd: folder() });
    const code = await run(['rooms', '--data', '.', ...args], terminal.io);
    return { code, output: terminal.output, errors: terminal.errors };
  }

  const rowsOf = (output: string) =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('says when there are none, also for programs', async () => {
    assert.deepEqual(await list(), { code: 0, output: '', errors: 'No saved rooms\n' });
    assert.deepEqual(await list(['--json']), { code: 0, output: '', errors: '' });
  });

  it('lists rooms with who was in them and how they stand', async () => {
    const ended = keep(hostRecords, true);
    const joinedRoom = keep(guestRecords);
    const { code, output } = await list(['--json']);
    const rows = rowsOf(output);
    assert.equal(code, 0);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const { time, bytes, ...guest } = byId.get(joinedRoom);
    assert.deepEqual(guest, {
      ...{ id: joinedRoom, name: 'Lab 3', kind: 'pair', role: 'guest', state: 'saved' },
      ...{ members: ['Bobby', 'Ann'], entries: 7 },
    });
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 600_000);
    assert.ok(bytes > 1000);
    const host = byId.get(ended);
    assert.deepEqual([host.role, host.state, host.members], ['host', 'ended', ['Anna', 'Bob']]);
  });

  it('finds the rooms of the editor, and those beside the folder itself', async () => {
    const ids = [keep(guestRecords), keep(guestRecords, false, '.')];
    const rows = rowsOf((await list(['--json'])).output);
    assert.deepEqual(rows.map(({ id }) => id).sort(), ids.sort());
    assert.match((await list(['--data', 'nowhere'])).errors, /There’s no folder .*nowhere/);
  });

  it('says which room a window is in, and touches nothing', async () => {
    const id = keep(guestRecords);
    const openRooms = new OpenRooms({
      ...{ folder: join(folder(), 'open'), clock, pid: process.ppid, machine: hostname() },
      ...{ isRunning: () => true, openFolder: () => undefined },
    });
    openRooms.claim(guestHeader.pin, 'guest');
    const files = () =>
      readdirSync(folder(), { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => [name, statSync(join(folder(), name)).mtimeMs]);
    const before = files();
    const [row] = rowsOf((await list(['--json'])).output);
    assert.deepEqual([row.id, row.state], [id, 'open']);
    assert.match((await list()).output, /open now/);
    assert.deepEqual(files(), before);
    openRooms.dispose();
  });

  it('fits the terminal, and lets no name act on it', async () => {
    const evil = '\u001b]0;owned\u0007\u202e\u009b2J\r\n'.repeat(30);
    keep([{ ...guestHeader, name: evil }, joined(1, 'm0', evil), message(2, evil)]);
    const { output } = await list([], true);
    assert.match(output, /^Room +Members +Kind +Role +Last used +State +ID\n/);
    for (const line of output.split('\n')) assert.ok(line.length <= 80, line);
    const piped = await list();
    for (const text of [output, piped.output, (await list(['--json'])).output]) {
      assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    }
    assert.match(piped.output, /␛\]0;owned␇<U\+202E>/);
    assert.equal(rowsOf((await list(['--json'])).output)[0].name, evil);
  });
});
