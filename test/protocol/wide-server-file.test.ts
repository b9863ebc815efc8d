import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatEndpoint } from '../../src/protocol/endpoint';
import { cleanRoomName } from '../../src/protocol/names';
import type { WideServerAccess } from '../../src/protocol/wide';
import {
  formatServerLink,
  parseServerLink,
  readServerFile,
  type ServerProblem,
} from '../../src/protocol/wide-server-file';
import { campusAccess, nkey, wideServers } from '../helpers/wide-servers';
import { linkWrappings, wrappings } from '../helpers/wrappings';

function fileOf(server: WideServerAccess): Record<string, unknown> {
  return { deskmate: 1, ...server, nodes: server.nodes.map(formatEndpoint) };
}

const read = (value: unknown) => readServerFile(JSON.stringify(value));
const problemOf = (value: unknown): ServerProblem | undefined => {
  const parsed = read(value);
  return parsed.ok ? undefined : parsed.problem;
};

const servers: fc.Arbitrary<WideServerAccess> = fc
  .record({
    server: wideServers,
    name: fc
      .string({ unit: 'binary', maxLength: 100 })
      .map(cleanRoomName)
      .filter((name) => name !== ''),
    owner: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    replicas: fc.constantFrom(1, 3, 5),
  })
  .map(({ server, name, owner, replicas }) => ({
    ...server,
    name,
    ownerKey: nkey([18 << 3, 0], owner),
    replicas,
  }));

describe('a server file', () => {
  it('gives what it takes to open rooms', () => {
    assert.deepEqual(read(fileOf(campusAccess)), { ok: true, server: campusAccess });
    fc.assert(
      fc.property(servers, (server) => {
        assert.deepEqual(read(fileOf(server)), { ok: true, server });
      }),
    );
  });

  it('may leave out the name and the replicas, and have fields of later versions', () => {
    const { name: _, replicas: __, ...rest } = fileOf(campusAccess);
    assert.deepEqual(read({ ...rest, later: { more: 1 } }), {
      ok: true,
      server: { ...campusAccess, name: 'nats1.example.edu:4222', replicas: 1 },
    });
  });

  it('may begin with a byte order mark', () => {
    const text = `\ufeff${JSON.stringify(fileOf(campusAccess), null, 2)}\r\n`;
    assert.deepEqual(readServerFile(text), { ok: true, server: campusAccess });
  });

  it('reads host names in any case', () => {
    const parsed = read({
      ...fileOf(campusAccess),
      nodes: ['NATS1.Example.EDU:4222', '[fd00::A]:1'],
    });
    assert.deepEqual(parsed.ok && parsed.server.nodes, [
      { host: 'nats1.example.edu', port: 4222 },
      { host: 'fd00::a', port: 1 },
    ]);
  });

  it('names the first field that is wrong', () => {
    const { account, memberKey, authority } = campusAccess;
    const wrong: readonly (readonly [field: string, value: unknown])[] = [
      ['nodes', []],
      ['nodes', 'nats1.example.edu:4222'],
      ['nodes', ['nats1.example.edu']],
      ['nodes', ['0x7f.1:4222']],
      ['nodes', ['nats1.example.edu:4222', 'ff02::1']],
      ['nodes', ['nаts.example.edu:4222']],
      ['nodes', Array(9).fill('nats1.example.edu:4222')],
      ['nodes', [[]]],
      ['authority', authority.slice(1)],
      ['authority', `${authority.slice(1)}=`],
      ['account', account.replace('7K', '7L')],
      ['account', memberKey],
      ['account', null],
      ['memberKey', account],
      ['memberKey', memberKey.replace('GRI', 'GIR')],
      ['ownerKey', ''],
      ['ownerKey', undefined],
      ['replicas', 2],
      ['replicas', '3'],
      ['name', 7],
    ];
    for (const [field, value] of wrong) {
      const problem = problemOf({ ...fileOf(campusAccess), [field]: value });
      assert.deepEqual(problem, { code: 'bad-field', field }, `${field} ${JSON.stringify(value)}`);
    }
  });

  it('is told from other files, and from those of newer versions', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '1',
      '{}',
      '{"deskmate":"1"}',
      '{"deskmate":0}',
      '{',
      'deskmate',
    ]) {
      assert.deepEqual(readServerFile(text), { ok: false, problem: { code: 'not-server' } }, text);
    }
    assert.deepEqual(problemOf({ deskmate: 2 }), { code: 'newer' });
    assert.deepEqual(readServerFile(' '.repeat(16 * 1024 + 1)), {
      ok: false,
      problem: { code: 'too-large' },
    });
    // As deep as a file of that size can be.
    assert.deepEqual(readServerFile('['.repeat(8192) + ']'.repeat(8192)), {
      ok: false,
      problem: { code: 'not-server' },
    });
  });

  it('changes no object’s prototype', () => {
    const text = JSON.stringify(fileOf(campusAccess)).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const parsed = readServerFile(text);
    assert.ok(parsed.ok);
    assert.equal(Object.getPrototypeOf(parsed.server), Object.prototype);
    assert.deepEqual(parsed.server, campusAccess);
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
    // A field that only the prototype has isn't there.
    const bare = readServerFile(
      `{"deskmate":1,"__proto__":${JSON.stringify(fileOf(campusAccess))}}`,
    );
    assert.equal(bare.ok, false);
  });

  it('has a name that can’t deceive', () => {
    const parsed = read({ ...fileOf(campusAccess), name: `a\u202Eb\n\u0007c${'d'.repeat(500)}` });
    assert.ok(parsed.ok);
    assert.match(parsed.server.name, /^ab cd+$/);
    assert.ok(parsed.server.name.length <= 128);
  });
});

describe('the link to a server', () => {
  const link = formatServerLink(campusAccess, 'vscode');

  it('carries what the file has', () => {
    assert.match(
      link,
      /^vscode:\/\/deskmate\.deskmate\/server\?a=nats1\.example\.edu,[\x21-\x7e]+&v=1$/,
    );
    assert.deepEqual(parseServerLink(link), { ok: true, server: campusAccess });
  });

  it('is read through any two wrappings', () => {
    const all = Object.entries({ ...wrappings, ...linkWrappings });
    const two = fc.array(fc.constantFrom(...all), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(servers, two, (server, steps) => {
        const breaks = steps.filter(([name]) => /break|quoted-printable/.test(name));
        fc.pre(breaks.length < 2 && !/%[\dA-F]{2}/.test(server.name));
        const text = formatServerLink(server, 'vscode');
        const pasted = steps.reduce((inner, [, wrap]) => wrap(inner), text);
        assert.deepEqual(parseServerLink(pasted), { ok: true, server }, pasted);
      }),
    );
  });

  it('isn’t found in other texts, and not read when it was cut off or altered', () => {
    for (const text of [
      '',
      'nats1.example.edu:4222',
      link.replace('/server', '/join'),
      '/etc/server.json',
    ]) {
      assert.equal(parseServerLink(text), undefined, text);
    }
    const problem: ServerProblem = { code: 'not-server' };
    for (let end = link.indexOf('?'); end < link.length; end += 1) {
      assert.deepEqual(parseServerLink(link.slice(0, end)), { ok: false, problem }, `${end}`);
    }
    for (const [from, to] of [
      ['r=3', 'r=2'],
      ['o=SAAD', 'o=SAAE'],
      ['p=4222', 'p=1,2'],
      ['a=nats1', 'a=-nats1'],
    ] as const) {
      assert.deepEqual(parseServerLink(link.replace(from, to)), { ok: false, problem }, to);
    }
    assert.deepEqual(parseServerLink(link.replace('v=1', 'v=2')), {
      ok: false,
      problem: { code: 'newer' },
    });
  });
});
