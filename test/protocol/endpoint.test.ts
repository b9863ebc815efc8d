import assert from 'node:assert/strict';
import { formatEndpoint, parseEndpoint, parsePort } from '../../src/protocol/endpoint';

describe('parseEndpoint', () => {
  it('reads addresses as people write and copy them', () => {
    const cases: [string, string, number][] = [
      ['192.168.1.5:9000', '192.168.1.5', 9000],
      [' localhost:80 ', 'localhost', 80],
      ['localhost 80', 'localhost', 80],
      ['10.0.0.1 80', '10.0.0.1', 80],
      ['pc7 9000', 'pc7', 9000],
      ['lab:3', 'lab', 3],
      ['lab-pc_3.example.edu:65535', 'lab-pc_3.example.edu', 65535],
      ['[::1]:9000', '::1', 9000],
      ['[fe80::1%eth0]:9000', 'fe80::1%eth0', 9000],
      ['192.168.1.5 9000', '192.168.1.5', 9000],
      ['192.168.1.5 : 9000', '192.168.1.5', 9000],
      ["('192.168.1.5', 9000)", '192.168.1.5', 9000],
      ["('::1', 9000, 0, 0)", '::1', 9000],
      ['例子.测试:9000', '例子.测试', 9000],
    ];
    for (const [text, host, port] of cases) {
      assert.deepEqual(parseEndpoint(text), { ok: true, endpoint: { host, port } }, text);
    }
  });

  it('says what is wrong with others', () => {
    const cases: [string, string][] = [
      ['', 'empty'],
      ['Lab 3', 'no-port'],
      ['Übung 12', 'no-port'],
      ['   ', 'empty'],
      ['localhost', 'no-port'],
      ['localhost:', 'no-port'],
      ['[::1]', 'bad-host'],
      ['::1:9000', 'bad-host'],
      [':9000', 'bad-host'],
      ['[]:9000', 'bad-host'],
      ['-x:9000', 'bad-host'],
      ['a..b:9000', 'bad-host'],
      ['http://x:9000', 'bad-host'],
      ['localhost:0', 'bad-port'],
      ['localhost:65536', 'bad-port'],
      ['localhost:9000x', 'bad-port'],
      ['localhost:-1', 'bad-port'],
      ['localhost:9 000', 'bad-host'],
    ];
    for (const [text, problem] of cases) {
      const parsed = parseEndpoint(text);
      assert.ok(!parsed.ok, text);
      assert.equal(parsed.problem, problem, text);
    }
  });

  it('reads back what it formats', () => {
    for (const endpoint of [
      { host: '::1', port: 1 },
      { host: 'a.b', port: 65535 },
    ]) {
      assert.deepEqual(parseEndpoint(formatEndpoint(endpoint)), { ok: true, endpoint });
    }
  });

  it('accepts ports from 1 to 65535', () => {
    assert.equal(parsePort('1'), 1);
    assert.equal(parsePort('65535'), 65535);
    for (const text of ['0', '65536', '', ' 1', '1.5', '0x10', '999999']) {
      assert.equal(parsePort(text), undefined, text);
    }
  });
});
