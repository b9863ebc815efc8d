import assert from 'node:assert/strict';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { maxRosterBytes, readRosterFile, repeatedNames } from '../../src/protocol/roster-file';
import { maxRosterNames, rosterKey } from '../../src/protocol/roster-names';

function read(text: string | Uint8Array) {
  return readRosterFile(typeof text === 'string' ? Buffer.from(text) : text);
}

function names(text: string | Uint8Array): readonly string[] {
  const file = read(text);
  assert.ok(file.ok, JSON.stringify(file));
  return file.names;
}

function problem(text: string | Uint8Array) {
  const file = read(text);
  assert.ok(!file.ok, JSON.stringify(file));
  return file.problem;
}

describe('a roster file', () => {
  const both = ['Ann Lee', 'Bo'];

  it('is a name on each line, with any line ending, blank lines and spaces around', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      assert.deepEqual(names(`Ann Lee${end}${end}  Bo \t${end}`), both);
      assert.deepEqual(names(`Ann Lee${end}Bo`), both);
    }
  });

  it('is a table with commas, semicolons or tabs, and the names in the column that the header says', () => {
    for (const separator of [',', ';', '\t']) {
      const line = (...cells: string[]) => `${cells.join(separator)}\r\n`;
      const table = (title: string) =>
        line('No.', title, 'E-mail') +
        line('1', 'Ann Lee', 'ann@example.org') +
        line('', '', '') +
        line('2', '"Bo"', 'bo@example.org');
      for (const title of ['Name', 'FULL NAME', 'Student', 'student_name', '姓名']) {
        assert.deepEqual(names(table(title)), both, title);
      }
    }
  });

  it('puts first and last names together, in the order of the language', () => {
    assert.deepEqual(names('Last name,First name\nLee,Ann\n王,小明\nO’Neil,Bo'), [
      'Ann Lee',
      '王小明',
      'Bo O’Neil',
    ]);
    assert.deepEqual(names('Student,ID\n"Lee, Ann",17\n"Bo",18'), both);
  });

  it('finds the names without a header, if only one column can have them', () => {
    assert.deepEqual(names('20231,Ann Lee,ann@x.org\n20232,Bo,bo@x.org'), both);
    assert.deepEqual(problem('Ann,Lee\nBo,Ray'), { code: 'which-column', line: 1 });
    assert.deepEqual(problem('\n\n1,2\n'), { code: 'which-column', line: 3 });
  });

  it('has quotes as in RFC 4180, also around line breaks', () => {
    assert.deepEqual(names('Name;Note\n"Ann ""the"" Lee";"two\r\nlines"\n "Bo" ;x\n'), [
      'Ann "the" Lee',
      'Bo',
    ]);
    assert.deepEqual(problem('Name\n"a\nb",\n"Ann\nBo\n'), { code: 'open-quote', line: 4 });
    assert.deepEqual(problem('Name,x\n"Ann"Lee,1'), { code: 'stray-quote', line: 2 });
  });

  it('is read as spreadsheets save it: UTF-8, UTF-16, GB18030', () => {
    const text = '学号,姓名\r\n1,张三\r\n2,李娜\r\n3,㐀𠮷\r\n';
    const wanted = ['张三', '李娜', '㐀𠮷'];
    assert.deepEqual(names(text), wanted);
    assert.deepEqual(names(`\ufeff${text}`), wanted);
    assert.deepEqual(names(iconv.encode(text, 'utf-16le', { addBOM: true })), wanted);
    assert.deepEqual(names(iconv.encode(text, 'utf-16be', { addBOM: true })), wanted);
    assert.deepEqual(names(iconv.encode(text, 'gb18030')), wanted);
    const gbk = text.replace(/.*㐀.*\r\n/, '');
    assert.deepEqual(names(iconv.encode(gbk, 'gbk')), wanted.slice(0, 2));
  });

  it('says which line is wrong, and how', () => {
    assert.deepEqual(problem('Name,ID\nAnn,1\n,2'), { code: 'no-name', line: 3 });
    assert.deepEqual(problem(`Ann\n${'x'.repeat(33)}`), {
      ...{ code: 'bad-name', line: 2, name: 'too-long' },
    });
    assert.deepEqual(problem('Ann\n\nB\u202eo'), {
      ...{ code: 'bad-name', line: 3, name: 'bad-character' },
    });
    for (const text of ['', '\n \n', 'Name\n', ',,\n']) {
      assert.deepEqual(problem(text), { code: 'empty' }, JSON.stringify(text));
    }
    assert.deepEqual(problem(Buffer.from('PK\u0003\u0004xl/workbook')), { code: 'workbook' });
    assert.deepEqual(problem(Buffer.from([0xff, 0x00, 0x80, 0x12])), { code: 'not-text' });
    assert.deepEqual(problem(iconv.encode('Ann\nBo', 'utf-16le')), { code: 'not-text' });
  });

  it('has at most so many names and bytes', () => {
    const list = (count: number) =>
      Array.from({ length: count }, (_, index) => `Student ${index}`).join('\n');
    assert.equal(names(list(maxRosterNames)).length, maxRosterNames);
    const line = maxRosterNames + 1;
    assert.deepEqual(problem(list(maxRosterNames + 1)), { code: 'too-many', line });
    assert.deepEqual(problem(Buffer.alloc(maxRosterBytes + 1, 'a\n')), { code: 'too-large' });
  });

  it('is what a writer of CSV wrote, whatever names, separators and line endings it has', () => {
    const plain = fc.stringMatching(/^[A-Za-z张三李"';\t é][^\0]{0,20}$/).filter((name) => {
      const file = readRosterFile(Buffer.from(`"${name.replaceAll('"', '""')}"`));
      return file.ok && file.names[0] === name && !name.includes(',');
    });
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(plain, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        (list, separator, end) => {
          const lines = list.map((name, index) => [String(index), cell(name), '"a\n""b"']);
          const table = [['id', 'name', 'x'], ...lines].map((cells) => cells.join(separator));
          assert.deepEqual(names(table.join(end)), list);
        },
      ),
    );
  });

  it('is a list of valid names or a problem, whatever bytes it has', () => {
    const texts = fc.stringMatching(/^[",;\t\r\n a姓名\ufeff\u202e\0]{0,60}$/);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      texts.map((text) => new Uint8Array(Buffer.from(text))),
      texts.map((text) => new Uint8Array(iconv.encode(text, 'utf-16le', { addBOM: true }))),
    );
    fc.assert(
      fc.property(bytes, (file) => {
        const { ok, ...rest } = readRosterFile(file);
        if (ok) assert.ok('names' in rest && rest.names.every((name) => name.trim() !== ''));
        else assert.ok('problem' in rest && (rest.problem as { line?: number }).line !== 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for hostile text', () => {
    for (const piece of ['"', '""', ',', '"\n', ' ', ' "', '""\r', ';"']) {
      readRosterFile(Buffer.alloc(maxRosterBytes, piece));
    }
  });
});

describe('names in a roster', () => {
  it('are the same in another case, with other spaces and in compatibility forms', () => {
    const same = [
      ['Ann Lee', 'ANN  LEE'],
      ['Ａｎｎ Lee', 'Ann Lee'],
      ['José', 'Jose\u0301'],
      ['Weiß', 'WEISS'],
      ['Νίκος', 'ΝΊΚΟΣ'],
      ['O’Brien', "o'brien"],
      ['Jean\u2011Luc', 'Jean-Luc'],
      ['张\u3000三', '张 三'],
    ] as const;
    for (const [one, other] of same) assert.equal(rosterKey(one), rosterKey(other), one);
  });

  it('are others if they only look alike', () => {
    const others = [
      ['Bo', 'B\u043e'],
      ['Ian', 'lan'],
      ['Ann', 'Añn'],
      ['O', '0'],
      ['İlk', 'Ilk'],
      ['ılk', 'ilk'],
      ['王', '玊'],
    ] as const;
    for (const [one, other] of others) assert.notEqual(rosterKey(one), rosterKey(other), one);
  });

  it('are listed once if they are there more than once', () => {
    assert.deepEqual(repeatedNames(['Ann', 'Bo', 'ANN', 'Cy', 'bo', 'ann']), ['Ann', 'Bo']);
    assert.deepEqual(repeatedNames(['Ann', 'Bo']), []);
  });
});
