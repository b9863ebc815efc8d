import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findReferences } from '../../src/text/references';

/** Each place that a text names: the link's text, and its target. */
function referencesIn(text: string): string[] {
  return [...findReferences(text)].map(({ start, end, path, line, column }) => {
    const shown = text.slice(start, end);
    const place = `${path}:${line}${column === undefined ? '' : `:${column}`}`;
    return shown === place ? place : `${shown} → ${place}`;
  });
}

/** What tools print, and the places in it. */
const printed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Python: {
    'File "client.py", line 12': ['"client.py", line 12 → client.py:12'],
    '  File "/home/li ming/lab 3/client.py", line 12, in <module>': [
      '"/home/li ming/lab 3/client.py", line 12 → /home/li ming/lab 3/client.py:12',
    ],
    '  File "C:\\Users\\Li Ming\\client.py", line 12, in run': [
      '"C:\\Users\\Li Ming\\client.py", line 12 → C:\\Users\\Li Ming\\client.py:12',
    ],
    '  File "./server", line 3, in main': ['"./server", line 3 → ./server:3'],
    'tests/test_a.py:12: AssertionError': ['tests/test_a.py:12'],
    'client.py:12: DeprecationWarning: x': ['client.py:12'],
    'a.py:12:5: E501 line too long (80 > 79)': ['a.py:12:5'],
    '  File "<stdin>", line 1, in <module>': [],
    '  File "<frozen importlib._bootstrap>", line 1027, in _find': [],
  },
  'gcc and clang': {
    'main.c:12:5: error: expected ‘;’': ['main.c:12:5'],
    'In file included from a.h:3,\n                 from main.c:12:': ['a.h:3', 'main.c:12'],
    '/usr/bin/ld: main.c:12: undefined reference to `f’': ['main.c:12'],
    'src\\main.c:12:5: 错误：expected': ['src\\main.c:12:5'],
    '../src/main.cpp:12:5: runtime error: load of null pointer': ['../src/main.cpp:12:5'],
    '    #1 0x4f2 in main /home/ann/lab/main.c:12:5': ['/home/ann/lab/main.c:12:5'],
  },
  MSVC: {
    'main.c(12): error C2065: “x”: 未声明的标识符': ['main.c(12) → main.c:12'],
    'main.c(12,5): error C2065': ['main.c(12,5) → main.c:12:5'],
    'C:\\ws\\src\\main.c(12) : error C2065': ['C:\\ws\\src\\main.c(12) → C:\\ws\\src\\main.c:12'],
    '1>C:\\ws\\main.c(12,5): warning C4996': ['C:\\ws\\main.c(12,5) → C:\\ws\\main.c:12:5'],
    'C:\\ws\\src\\main.c:12': ['C:\\ws\\src\\main.c:12'],
    'src\\main.c:12': ['src\\main.c:12'],
  },
  '.NET': {
    'Program.cs(12,5,12,9): error CS1002: ; expected': ['Program.cs(12,5,12,9) → Program.cs:12:5'],
    '   at A.Main() in /home/ann/Program.cs:line 12': [
      '/home/ann/Program.cs:line 12 → /home/ann/Program.cs:12',
    ],
    '   在 A.Main() 位置 C:\\ws\\Program.cs:行号 12': [
      'C:\\ws\\Program.cs:行号 12 → C:\\ws\\Program.cs:12',
    ],
  },
  Java: {
    "Main.java:12: error: ';' expected": ['Main.java:12'],
    'Main.java:12: 错误: 需要‘;’': ['Main.java:12'],
    'at Main.java:12': ['Main.java:12'],
    'at Main.main(Main.java:12)': ['Main.java:12'],
    '\tat pkg.Main.run(Main.java:12)': ['Main.java:12 → pkg/Main.java:12'],
    '\tat edu.lab.Main$Inner.lambda$run$0(Main.java:12)': ['Main.java:12 → edu/lab/Main.java:12'],
    '\tat java.base/java.util.ArrayList.get(ArrayList.java:427)': [
      'ArrayList.java:427 → java/util/ArrayList.java:427',
    ],
    '\tat Main.<init>(Main.java:3)': ['Main.java:3'],
    '\tat Main.run(Native Method)': [],
    '[ERROR] /home/ann/Main.java:[12,5] error': [
      '/home/ann/Main.java:[12,5] → /home/ann/Main.java:12:5',
    ],
    'e: file:///home/ann/Main.kt:12:5 unresolved': [
      'file:///home/ann/Main.kt:12:5 → /home/ann/Main.kt:12:5',
    ],
    'e: Main.kt: (12, 5): unresolved': ['Main.kt: (12, 5) → Main.kt:12:5'],
  },
  Rust: {
    ' --> src/main.rs:12:5': ['src/main.rs:12:5'],
    "thread 'main' panicked at src/main.rs:12:5:": ['src/main.rs:12:5'],
    "thread 'main' panicked at 'oh', src/main.rs:12:5": ['src/main.rs:12:5'],
  },
  Go: {
    './main.go:12:5: undefined: x': ['./main.go:12:5'],
    '\t/home/ann/main.go:12 +0x1d': ['/home/ann/main.go:12'],
    'main_test.go:12: got 1': ['main_test.go:12'],
  },
  Node: {
    '    at run (/home/ann/app.js:12:5)': ['/home/ann/app.js:12:5'],
    '    at run (C:\\ws\\app.js:12:5)': ['C:\\ws\\app.js:12:5'],
    '    at file:///home/li%20ming/app.mjs:12:5': [
      'file:///home/li%20ming/app.mjs:12:5 → /home/li ming/app.mjs:12:5',
    ],
    '    at file:///C:/ws/app.mjs:12:5': ['file:///C:/ws/app.mjs:12:5 → C:/ws/app.mjs:12:5'],
    '    at f (webpack:///./src/a.js:12:5)': ['webpack:///./src/a.js:12:5 → /./src/a.js:12:5'],
    '    at Module._load (node:internal/modules/cjs/loader:1105:14)': [],
    '    at f (https://lab.test/a.js:12:5)': [],
    'src/a.ts(12,5): error TS2304': ['src/a.ts(12,5) → src/a.ts:12:5'],
  },
  debuggers: {
    'Breakpoint 1, main () at main.c:12': ['main.c:12'],
    'Breakpoint 1 at 0x1149: file main.c, line 12.': ['main.c, line 12 → main.c:12'],
    '==7==    at 0x1091: main (main.c:12)': ['main.c:12'],
    'frame #0: 0x1 a.out`main at main.c:12:5': ['main.c:12:5'],
  },
  'builds and others': {
    'CMake Error at CMakeLists.txt:12 (add_executable):': ['CMakeLists.txt:12'],
    'make: *** [Makefile:12: all] Error 1': ['Makefile:12'],
    'Makefile:12: *** missing separator.  Stop.': ['Makefile:12'],
    './run.sh: line 12: foo: command not found': ['./run.sh: line 12 → ./run.sh:12'],
    'at lab.pl line 12.': ['lab.pl line 12 → lab.pl:12'],
    'PHP Warning: x in /srv/a.php on line 12': ['/srv/a.php on line 12 → /srv/a.php:12'],
    "main.rb:12:in 'run'": ['main.rb:12'],
    'File "main.ml", line 12, characters 5-9:': ['"main.ml", line 12, characters 5 → main.ml:12:5'],
    'Main.hs:12:5-9: error': ['Main.hs:12:5-9 → Main.hs:12:5'],
    'parse.y:12.5-10: error': ['parse.y:12.5-10 → parse.y:12:5'],
    '** Error: alu.v(12): near "end"': ['alu.v(12) → alu.v:12'],
    'src/main.c#L12-L20': ['src/main.c#L12-L20 → src/main.c:12'],
  },
};

describe('a place in a file that a text names', () => {
  for (const [tool, texts] of Object.entries(printed)) {
    describe(`as ${tool} prints it`, () => {
      for (const [text, places] of Object.entries(texts)) {
        it(text.trim(), () => assert.deepEqual(referencesIn(text), places));
      }
    });
  }

  it('is found within Chinese text', () => {
    const texts: Readonly<Record<string, readonly string[]>> = {
      'client.py：12': ['client.py：12 → client.py:12'],
      'client.py：12：5': ['client.py：12：5 → client.py:12:5'],
      '看（client.py：12）。': ['client.py：12 → client.py:12'],
      '在main.c:12崩溃，见src/网络/a.c:3。': ['main.c:12', 'src/网络/a.c:3'],
      'main.c:12的bug、main.c:13，': ['main.c:12', 'main.c:13'],
      '【main.c:12】《main.c:13》“main.c:14”': ['main.c:12', 'main.c:13', 'main.c:14'],
      '出错在C:\\ws\\main.c:12': ['C:\\ws\\main.c:12'],
      'client.py第12行报错': ['client.py第12行 → client.py:12'],
      'client.py 的第 12 行': ['client.py 的第 12 行 → client.py:12'],
      'client.py，第12行': ['client.py，第12行 → client.py:12'],
      '文件“client.py”，第 12 行': ['“client.py”，第 12 行 → client.py:12'],
      'main.c（12）：错误': ['main.c（12） → main.c:12'],
      '实验/主程序.c:7 和主程序.c:8': ['实验/主程序.c:7', '和主程序.c:8'],
    };
    for (const [text, places] of Object.entries(texts)) {
      assert.deepEqual(referencesIn(text), places, text);
    }
  });

  it('is found in every form, with every path and any surrounding text', () => {
    const names = fc.constantFrom('src', 'lab', '网络', '_a_', 'é', '..', '.');
    const folders = fc.array(names, { maxLength: 3 });
    const path = fc
      .record({
        ...{ root: fc.constantFrom('', '/', 'C:\\', './', '\\\\host\\x\\'), folders },
        name: fc.constantFrom('main.c', 'client.py', 'Main.java', '__init__.py', 'a-b.test.ts'),
        slash: fc.constantFrom('/', '\\'),
      })
      .map((it) => it.root + [...it.folders, it.name].join(it.slash));
    const forms: readonly ((path: string, line: number, column: number) => string)[] = [
      (file, line) => `${file}:${line}`,
      (file, line) => `${file}：${line}`,
      (file, line, column) => `${file}:${line}:${column}`,
      (file, line) => `${file}(${line})`,
      (file, line, column) => `${file}(${line},${column})`,
      (file, line) => `"${file}", line ${line}`,
      (file, line) => `${file}, line ${line}`,
      (file, line) => `${file}:line ${line}`,
      (file, line) => `${file}第${line}行`,
    ];
    const position = fc.integer({ min: 1, max: 9_999_999 });
    const around = fc.constantFrom(
      ...[
        ['', ''],
        ['at ', ': error'],
        ['（', '）'],
        ['【', '】，'],
        ['看 ', '。'],
        ['> ', ' +0x1d'],
      ],
      ...[
        ['[', ']'],
        ['错误：', '；下一个'],
        ['- ', '\n'],
        ['(', ')'],
      ],
    );
    fc.assert(
      fc.property(
        fc.tuple(path, position, position),
        fc.tuple(fc.constantFrom(...forms), around),
        ([file, line, column], [form, [before = '', after = '']]) => {
          const printedForm = form(file, line, column);
          const [found, ...others] = findReferences(before + printedForm + after);
          assert.deepEqual(others, []);
          assert.deepEqual([found?.path, found?.line], [file, line]);
          assert.equal(found?.start, before.length);
          assert.equal(found?.end, before.length + printedForm.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is found in quotes, among other quotes', () => {
    const text = `I don't know: File "client.py", line 12, isn't it? "It's" 'b c.py', line 3`;
    assert.deepEqual(referencesIn(text), [
      '"client.py", line 12 → client.py:12',
      "'b c.py', line 3 → b c.py:3",
    ]);
  });

  it('isn’t something that only looks like one', () => {
    const none = [
      ...[
        'example.com:80',
        'localhost:9000',
        '10.0.0.1:9000',
        '12:30',
        'a.py:12:34:56',
        'v1.2.3:4',
      ],
      ...['https://x.test/main.c:12', 'http://x.test:80/a.py', 'sock.recv(1024)', 'main.c:0'],
      ...[
        'main.c:12abc',
        'main.c:100000000',
        'foo/bar:3',
        'std::vector:3',
        'c:/x',
        'main.c: 12 bytes',
      ],
      ...['"quoted", line 12 of the page', "it's line 12", 'f(12)', 'a.b(12)', 'main.c', '第12行'],
    ];
    for (const text of none) assert.deepEqual(referencesIn(text), [], text);
  });

  it('is found in order and without overlaps', () => {
    const text = 'a.c:1 "b c.py", line 2 (c.c:3) d.c(4) "e.py", line 5 and "f.c:6"';
    assert.deepEqual(
      [...findReferences(text)].map(({ line }) => line),
      [1, 2, 3, 4, 5, 6],
    );
    let end = 0;
    for (const place of findReferences(text)) {
      assert.ok(place.start >= end && place.end > place.start);
      end = place.end;
    }
  });
});
