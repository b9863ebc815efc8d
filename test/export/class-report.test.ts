import assert from 'node:assert/strict';
import { type ClassReport, classCsv, classMarkdown } from '../../src/export/class-report';
import type { HelpRecord } from '../../src/room/classroom';
import { english } from '../../src/strings/translate';

const asked = Date.UTC(2026, 10, 30, 15, 0);

const helped: HelpRecord = {
  member: 'm2',
  name: 'Zoe',
  id: 'r1',
  topic: 'Segfault in list_insert',
  path: 'src/list.c',
  line: 42,
  asked,
  taken: asked + 6 * 60_000,
  ended: asked + 9 * 60_000,
  how: 'done',
  helper: 'm1',
  helperName: 'Ann',
};

function report(
  records: readonly HelpRecord[],
  names = true,
  roster: ClassReport['roster'] = [],
): ClassReport {
  return { room: 'Lab 3', records, roster, names };
}

/** Reads CSV as RFC 4180 defines it. */
function readCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const table: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(cell)) {
    table.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') table.push([]);
  }
  assert.deepEqual(table.pop(), []);
  return table;
}

describe('the report of a class', () => {
  it('says who asked what, how long it took and who helped', () => {
    assert.equal(
      classCsv(report([helped]), english),
      'Student,Topic,File,Line,Asked,Waited (min),Helped for (min),Result,Helper\r\n' +
        'Zoe,Segfault in list_insert,src/list.c,42,2026-11-30T15:00:00.000Z,6.0,3.0,helped,Ann\r\n',
    );
  });

  it('says who of the roster has joined, in a table of its own, and only with names', () => {
    const roster = [{ name: '=Zoe', member: 'm2' }, { name: 'Cy' }];
    const csv = readCsv(classCsv(report([helped], true, roster), english));
    assert.deepEqual(csv.slice(2), [
      [''],
      ['Roster', 'Joined'],
      ["'=Zoe", 'has joined'],
      ['Cy', 'not yet'],
    ]);
    assert.equal(
      classMarkdown(report([], true, roster), english),
      '# Lab 3\n\nNo one has asked for help yet.\n\n' +
        '| Roster | Joined |\n| --- | --- |\n| \\=Zoe | has joined |\n| Cy | not yet |\n',
    );
    for (const text of [
      classCsv(report([helped], false, roster), english),
      classMarkdown(report([helped], false, roster), english),
    ]) {
      assert.ok(!text.includes('Cy') && !text.includes('Roster'));
    }
  });

  it('counts until its end for a request that no one took', () => {
    const { taken: _, helper: _1, helperName: _2, path: _3, line: _4, ...rest } = helped;
    const [, row] = readCsv(classCsv(report([{ ...rest, how: 'withdrawn' }]), english));
    assert.deepEqual(row?.slice(2), [
      '',
      '',
      '2026-11-30T15:00:00.000Z',
      '9.0',
      '',
      'withdrawn',
      '',
    ]);
  });

  it('has numbers instead of names on request, the same for the same student', () => {
    const other = { ...helped, member: 'm3', name: 'Ben' };
    const text = classCsv(report([helped, other, helped], false), english);
    assert.deepEqual(
      readCsv(text).map(([student]) => student),
      ['Student', 'Student 1', 'Student 2', 'Student 1'],
    );
    for (const name of ['Zoe', 'Ben', 'Ann']) assert.ok(!text.includes(name), name);
    assert.ok(!classMarkdown(report([helped], false), english).includes('Ann'));
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    const attacks = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      ' =1',
      '\r=1',
      '\n=1',
      '＝1+1',
      '"=1"',
    ];
    for (const topic of attacks) {
      const record = { ...helped, name: topic, topic, path: topic, helperName: topic };
      const [, row = []] = readCsv(classCsv(report([record]), english));
      assert.equal(row.length, 9, topic);
      for (const cell of row) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/u, topic);
    }
  });

  it('keeps commas, quotes and lines inside their cells', () => {
    const topic = 'a,b "c"\r\nd';
    const [, row] = readCsv(classCsv(report([{ ...helped, topic }]), english));
    assert.equal(row?.[1], 'a,b "c" d');
    assert.equal(row?.length, 9);
  });

  it('is a Markdown table in which nothing has an effect', () => {
    const record = { ...helped, topic: 'a|b <img src=x> [x](command:y)\n| z |' };
    const lines = classMarkdown(report([record]), english).split('\n');
    assert.equal(lines[0], '# Lab 3');
    assert.equal(lines.length, 6);
    assert.ok(lines[4]?.includes('a\\|b &lt;img src=x> \\[x\\]'), lines[4]);
    const bars = (text = '') => text.match(/(?<!\\)\|/g)?.length;
    assert.equal(bars(lines[4]), bars(lines[2]));
  });

  it('says when no one has asked', () => {
    assert.match(classMarkdown(report([]), english), /No one has asked/);
  });
});
