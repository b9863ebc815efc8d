import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/run';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { JournalRecord } from '../../src/room/log/journal';
import { RoomArchive } from '../../src/store/room-archive';
import { roomInLinks } from '../../src/store/room-in-links';
import { formatMessageLink } from '../../src/text/message-link';
import { systemClock as clock } from '../../src/util/clock';
import { corpus } from '../export/hostile-chat';
import { codeCard } from '../helpers/cards';
import { testTerminal } from '../helpers/cli/test-terminal';
import { guestHeader, guestRecords, joined, message } from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';

const formats = ['html', 'markdown', 'json'] as const;

/** What may act on a terminal; a pipe has tabs. */
const acting = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u;

describe('deskmate export', () => {
  const folder = temporaryFolder();

  function keep(records: readonly JournalRecord[]): string {
    const archive = new RoomArchive({
      ...{ folder: join(folder(), 'rooms'), clock },
      onFailure: assert.ifError,
    });
    const [header, ...rest] = records;
    assert.ok(header?.type === 'hosted' || header?.type === 'guest');
    const journal = archive.create(header);
    for (const record of rest) journal.append(record);
    journal.close(false);
    return journal.id;
  }

  async function exportRoom(args: readonly string[], isTTY = false) {
    const terminal = testTerminal({ isTTY, cwd: folder() });
    const code = await run(['export', '--data', '.', ...args], terminal.io);
    return { code, output: terminal.output, errors: terminal.errors };
  }

  const fileText = (name: string) => readFileSync(join(folder(), name), 'utf8');

  /** A document without the time of the export. */
  const timeless = (text: string) =>
    text.replace(/"exported": "[^"]+"/, '').replace(/Exported.*/g, '');

  it('writes Markdown to standard output, and in other formats if asked', async () => {
    keep(guestRecords);
    const { code, output, errors } = await exportRoom(['lab']);
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^# Lab 3\n/);
    assert.match(output, /message 3/);
    const json = JSON.parse((await exportRoom(['lab', '--format', 'json'])).output);
    assert.equal(json.format, 'deskmate-chat');
    assert.equal(json.room.name, 'Lab 3');
    assert.match((await exportRoom(['lab', '--format', 'html'])).output, /^<!doctype html>/);
  });

  it('writes a file in the format that its name says, and replaces none unasked', async () => {
    keep(guestRecords);
    for (const [name, start] of [
      ['chat.html', '<!doctype html>'],
      ['chat.md', '# Lab 3'],
      ['chat.json', '{'],
      ['chat.txt', '# Lab 3'],
    ] as const) {
      const { code, output, errors } = await exportRoom(['lab', '--output', name]);
      assert.deepEqual([code, output], [0, ''], errors);
      assert.ok(fileText(name).startsWith(start));
    }
    writeFileSync(join(folder(), 'chat.md'), 'mine');
    const refused = await exportRoom(['lab', '-o', 'chat.md']);
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /chat\.md exists already.*--force/);
    assert.equal(fileText('chat.md'), 'mine');
    assert.equal((await exportRoom(['lab', '-o', 'chat.md', '--force'])).code, 0);
    assert.match(fileText('chat.md'), /^# Lab 3/);
    const names = readdirSync(folder()).filter((name) => name !== 'rooms');
    assert.deepEqual(names.sort(), ['chat.html', 'chat.json', 'chat.md', 'chat.txt']);
    if (process.platform !== 'win32') {
      assert.equal(statSync(join(folder(), 'chat.json')).mode & 0o777, 0o600);
    }
  });

  it('says why it can’t write, and what is wrong with the arguments', async () => {
    keep(guestRecords);
    const gone = await exportRoom(['lab', '-o', 'nowhere/chat.md']);
    assert.deepEqual([gone.code, gone.output], [1, '']);
    assert.match(gone.errors, /Can’t write .*nowhere/);
    for (const [args, problem] of [
      [[], /Name one room/],
      [['lab', '3'], /Name one room/],
      [['other'], /no saved room “other”/],
      [['lab', '--format', 'pdf'], /one of html, markdown, json/],
      [['lab', '--format', 'constructor'], /one of html, markdown, json/],
    ] as const) {
      const { code, output, errors } = await exportRoom(args);
      assert.deepEqual([code, output], [2, '']);
      assert.match(errors, problem);
    }
    assert.match((await exportRoom(['lab', '--format', 'html'], true)).errors, /--output/);
  });

  it('gives a file and standard output the same document, and lets no text act on a terminal', async () => {
    // The writers' own tests take all of it; what it costs counts seven times here.
    const texts = corpus.filter((_, index) => index % 3 === 0);
    const entries = texts.map((text, index): RoomEntry => {
      const said = {
        ...message(index + 2, `${text}\u009b2J\u202e`),
        name: text.slice(0, 30) || 'x',
      };
      return { ...said, ...(index % 3 === 0 && { card: { ...codeCard, text } }) } as RoomEntry;
    });
    const id = keep([guestHeader, joined(1, 'm0', '\u001b[2J'), ...entries]);
    for (const format of formats) {
      const file = `chat.${format}`;
      assert.equal((await exportRoom([id, '--format', format, '-o', file])).code, 0);
      const { output } = await exportRoom([id, '--format', format]);
      assert.doesNotMatch(output, acting, format);
      const exact = fileText(file);
      if (format === 'json') {
        const [a, b] = [JSON.parse(exact), JSON.parse(output)];
        assert.deepEqual({ ...b, exported: '' }, { ...a, exported: '' });
      } else {
        const kept = (text: string) => timeless(text).replaceAll(/[^ -~\n]|<U\+\w+>/gu, '');
        assert.equal(kept(output), kept(exact));
      }
    }
    const { output } = await exportRoom([id], true);
    assert.doesNotMatch(output, acting);
    assert.ok(!output.includes('\t'));
  });

  it('leads links to their messages, also after another member has taken the room over', async () => {
    const firstPin = 'f'.repeat(43);
    const link = formatMessageLink({ room: roomInLinks(firstPin), seq: 2, time: 2 }, 'vscode');
    keep([{ ...guestHeader, firstPin }, joined(1, 'm1', 'Bob'), message(2), message(3, link)]);
    const { output } = await exportRoom(['lab', '--format', 'html']);
    assert.match(output, /<a class="message-link" href="#m1">/);
  });

  it('reads a damaged journal as far as it goes, and leaves it as it is', async () => {
    const id = keep([guestHeader, joined(1, 'm1', 'Bob'), message(2), message(3), message(4)]);
    const path = join(folder(), 'rooms', `${id}.ndjson`);
    const damaged = readFileSync(path, 'utf8').replace('message 3', 'massage 3');
    writeFileSync(path, damaged);
    const { code, output } = await exportRoom([id.slice(0, 6)]);
    assert.equal(code, 0);
    assert.match(output, /message 2[\s\S]*damaged[\s\S]*message 4/);
    assert.equal(readFileSync(path, 'utf8'), damaged);
    assert.ok(!existsSync(join(folder(), 'open')));
  });

  it('waits for its reader, so that a long chat isn’t in memory twice', async () => {
    const text = 'x'.repeat(2000);
    const entries = Array.from({ length: 1000 }, (_, index) => message(index + 1, text));
    const id = keep([guestHeader, ...entries]);
    const terminal = testTerminal({ cwd: folder() });
    let most = 0;
    terminal.io.stdout.on('data', () => {
      most = Math.max(most, terminal.io.stdout.writableLength);
    });
    assert.equal(await run(['export', '--data', '.', id], terminal.io), 0);
    assert.ok(terminal.output.length > 2_000_000);
    assert.ok(most < 200_000, `${most} bytes waited`);
  });
});
