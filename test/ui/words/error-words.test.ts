import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetErrorCode } from '../../../src/net/net-error';
import type { EndpointProblem } from '../../../src/room/endpoint';
import type { SayErrorCode } from '../../../src/room/say-error';
import { netProblem, remedyLabel } from '../../../src/ui/words/error-words';
import { endpointProblemWords, sayProblemWords } from '../../../src/ui/words/input-words';
import { english } from '../../helpers/english';

// Objects, not lists: the compiler then asks for every code.
const netCodes = Object.keys({
  'address-unavailable': 0,
  cancelled: 0,
  'closed-at-once': 0,
  'connection-lost': 0,
  'name-not-found': 0,
  'not-chat': 0,
  'port-forbidden': 0,
  'port-in-use': 0,
  refused: 0,
  'timed-out': 0,
  'too-slow': 0,
  unreachable: 0,
  failed: 0,
} satisfies Record<NetErrorCode, 0>) as NetErrorCode[];
const sayCodes = Object.keys({
  'no-room': 0,
  empty: 0,
  'too-long': 0,
  'leave-word': 0,
} satisfies Record<SayErrorCode, 0>) as SayErrorCode[];
const endpointProblems = Object.keys({
  empty: 0,
  'no-port': 0,
  'bad-port': 0,
  'bad-host': 0,
} satisfies Record<EndpointProblem, 0>) as EndpointProblem[];

const place = '192.168.1.5:80';

function words(code: NetErrorCode, doing: 'host' | 'join', platform = 'linux') {
  return netProblem(code, { doing, place, port: 80 }, platform, english);
}

describe('failures in words', () => {
  for (const doing of ['host', 'join'] as const) {
    for (const code of netCodes) {
      it(`say what happened and offer a way on: ${doing}, ${code}`, () => {
        const { message, remedies } = words(code, doing);
        assert.match(message, /^\S.+\.$/, 'a whole sentence');
        assert.doesNotMatch(message, /undefined|\{\d\}|E[A-Z]{4,}/);
        assert.ok(remedies.length > 0);
        for (const remedy of remedies) assert.ok(remedyLabel(remedy, english));
      });
    }
  }

  it('offer a free port for one that is taken, and for one that is reserved', () => {
    for (const code of ['port-in-use', 'port-forbidden'] as const) {
      const { message, remedies } = words(code, 'host');
      assert.match(message, /port 80\b/);
      assert.deepEqual(remedies, ['use-free-port', 'change-port']);
    }
    assert.match(words('port-forbidden', 'host').message, /1024/);
  });

  it('name the place that was to be joined', () => {
    for (const code of ['refused', 'timed-out', 'name-not-found', 'unreachable'] as const) {
      assert.ok(words(code, 'join').message.includes(place), code);
    }
  });

  it('tell of the Local Network permission on macOS only', () => {
    assert.match(words('unreachable', 'join', 'darwin').message, /Local Network/);
    assert.doesNotMatch(words('unreachable', 'join', 'win32').message, /Local Network/);
  });

  it('offer to join again when a connection was lost', () => {
    assert.equal(words('connection-lost', 'join').remedies[0], 'join-again');
  });

  it('differ from code to code, except where the next step is the same', () => {
    const told = new Set(netCodes.map((code) => words(code, 'join').message));
    // An address that is unavailable is as unreachable; a port in use cannot happen to a guest.
    assert.equal(told.size, netCodes.length - 2);
  });

  it('exist for every message that is refused and every address that is none', () => {
    const texts = [
      ...sayCodes.map((code) => sayProblemWords(code, english)),
      ...endpointProblems.map((problem) => endpointProblemWords(problem, english)),
    ];
    for (const text of texts) assert.match(text, /^\S.+\.$/);
    assert.equal(new Set(texts).size, texts.length);
  });

  it('have a line in the documentation for each code', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'ERRORS.md'), 'utf8');
    const codes = [...netCodes, ...sayCodes, ...endpointProblems, 'bad-argument'];
    assert.deepEqual(
      codes.filter((code) => !new RegExp(`^\\| \`${code}\` *\\|`, 'm').test(page)),
      [],
    );
  });
});
