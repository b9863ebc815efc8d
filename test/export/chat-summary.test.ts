import assert from 'node:assert/strict';
import type { Card } from '../../src/protocol/card';
import type { LogEntry } from '../../src/room/log/log-entry';
import { codeCard, patchCard } from '../helpers/cards';
import { exportedChat, messageEntry, noon } from './exported-chat';

const minute = 60_000;

/** The rows of the summary in a Markdown document. */
function rows(entries: readonly LogEntry[]): string[] {
  const [head = ''] = exportedChat('markdown', entries).split('\n## ');
  return head.split('\n').filter((line) => /^ *- /.test(line));
}

function row(name: string, entries: readonly LogEntry[]): string | undefined {
  return rows(entries)
    .find((line) => line.startsWith(`- ${name}:`))
    ?.slice(name.length + 4);
}

describe('the summary of an exported chat', () => {
  it('says how long people talked, without long breaks', () => {
    const at = (minutes: number) => messageEntry('x', { time: noon + minutes * minute });
    const entries = [at(0), at(20), at(49), at(300), at(375), at(374), at(400)];
    assert.equal(
      row('Duration', entries),
      '1 hour, 14 minutes, not counting breaks of more than 30 minutes',
    );
    assert.equal(row('Duration', [at(0)]), undefined);
  });

  it('counts messages by person, under the latest name', () => {
    const ben = { author: 'm2', own: true };
    const entries = [
      messageEntry('1', { ...ben, authorName: 'Ben' }),
      messageEntry('2'),
      messageEntry('3', { ...ben, authorName: 'Benny' }),
    ];
    assert.equal(row('People who spoke', entries), 'Benny (2 messages) and Ann (1 message)');
  });

  it('lists the files of cards and texts, and counts a short name with the file it means', () => {
    const entries = [
      messageEntry('look', { card: codeCard }),
      messageEntry('at hub.c:12, and in client.py:3 and client.py:4'),
      messageEntry('> - `hub.c:12`'),
      messageEntry('a/x.c:1 b/x.c:1 x.c:1'),
    ];
    assert.equal(row('Files', entries), '`src/hub.c`, `client.py`, `a/x.c`, `b/x.c`, `x.c`');
    const json = JSON.parse(exportedChat('json', entries));
    assert.deepEqual(json.summary.files.slice(0, 2), [
      { path: 'src/hub.c', messages: 3 },
      { path: 'client.py', messages: 1 },
    ]);
  });

  it('doesn’t list files of deleted messages or from other people’s tools', () => {
    const entries = [
      messageEntry('', { deleted: true }),
      messageEntry('```\nFile "/usr/lib/python3/socket.py", line 3\n```'),
    ];
    assert.equal(row('Files', entries), undefined);
  });

  it('says who applied each patch', () => {
    const card: Card = patchCard;
    const entries = [
      messageEntry('a', { author: 'm2', authorName: 'Ben' }),
      messageEntry('try', { card, applied: { m2: { files: 2, of: 2 }, m9: { files: 1, of: 2 } } }),
      messageEntry('or', { card }),
    ];
    const found = rows(entries);
    const at = found.indexOf('- Patches:');
    assert.deepEqual(found.slice(at + 1, at + 3), [
      '  - Ann, 4 Mar 2025, 12:00: Patch: 2 files (client.py, 同桌/new.py) – Ben applied all 2 files · someone applied 1 of 2 files',
      '  - Ann, 4 Mar 2025, 12:00: Patch: 2 files (client.py, 同桌/new.py) – no one reported applying it',
    ]);
  });
});
