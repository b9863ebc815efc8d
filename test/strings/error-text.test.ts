import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeRefusals } from '../../src/protocol/code-frames';
import type { FileErrorCode } from '../../src/protocol/file-error';
import type { TargetProblem } from '../../src/protocol/join-target';
import { knockRefusals } from '../../src/protocol/knock-frames';
import type { NameProblem } from '../../src/protocol/names';
import type { NetErrorCode } from '../../src/protocol/net-error';
import { isRefusedForNow } from '../../src/room/guest/room-end';
import type { MessageErrorCode } from '../../src/room/message-error';
import { netProblem, recoveryActionLabel } from '../../src/strings/error-text';
import {
  messageErrorText,
  nameProblemText,
  renameProblemText,
  targetProblemText,
} from '../../src/strings/input-text';
import type { FailedAttempt, ProblemCode } from '../../src/strings/problem';
import { terminalProblemText } from '../../src/strings/terminal-problem';
import { english } from '../../src/strings/translate';

// Objects, not lists, so that the compiler requires every code.
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
  'bad-invite': 0,
  'bad-key': 0,
  'host-away': 0,
  'host-storage': 0,
  'line-full': 0,
  'no-encryption': 0,
  'other-host': 0,
  'other-version': 0,
  protocol: 0,
  removed: 0,
  replaced: 0,
  'room-closed': 0,
  'room-full': 0,
  'room-locked': 0,
  'storage-failed': 0,
  'turned-away': 0,
  'wrong-pin': 0,
  'no-jetstream': 0,
  'no-quorum': 0,
  'not-permitted': 0,
} satisfies Record<NetErrorCode, 0>) as NetErrorCode[];
const sayCodes = Object.keys({
  'no-room': 0,
  empty: 0,
  'too-long': 0,
  'leave-word': 0,
  'queue-full': 0,
  'plain-text': 0,
  'not-in-encoding': 0,
  'no-such-message': 0,
  offline: 0,
  'not-yours': 0,
  'may-not-pin': 0,
  'too-many-pins': 0,
  'too-large': 0,
} satisfies Record<MessageErrorCode, 0>) as MessageErrorCode[];
const targetProblems = Object.keys({
  'bad-link': 0,
  'newer-link': 0,
  'cut-link': 0,
  'other-link': 0,
  'no-address': 0,
  'several-addresses': 0,
  empty: 0,
  'no-port': 0,
  'bad-port': 0,
  'bad-host': 0,
} satisfies Record<TargetProblem, 0>) as TargetProblem[];
const nameProblems = Object.keys({
  empty: 0,
  'too-long': 0,
  'bad-character': 0,
} satisfies Record<NameProblem, 0>) as NameProblem[];
const otherCodes = Object.keys({
  'bad-argument': 0,
  'bad-name': 0,
  'name-taken': 0,
  'no-member': 0,
  'not-handed-over': 0,
  'not-a-group': 0,
  'no-class': 0,
  'not-done': 0,
  'not-host': 0,
  'not-kept': 0,
  'not-sendable': 0,
  'not-without-host': 0,
  'nothing-changed': 0,
  'open-elsewhere': 0,
  'too-many-checks': 0,
} satisfies Record<
  Exclude<ProblemCode, NetErrorCode | MessageErrorCode | TargetProblem | FileErrorCode>,
  0
>) as ProblemCode[];

const place = '192.168.1.5:80';

function words(code: NetErrorCode, doing: FailedAttempt['doing'], platform = 'linux') {
  return netProblem(code, { doing, address: place, port: 80, room: 'Desk 4' }, platform, english);
}

describe('failures in words', () => {
  const everything = [
    'host',
    'host-again',
    'host-wide',
    'join-lab',
    'join-by-invite',
    'join-wide',
  ] as const;
  for (const doing of everything) {
    for (const code of netCodes) {
      it(`say what happened and offer a way on: ${doing}, ${code}`, () => {
        const { message, actions: remedies } = words(code, doing);
        assert.match(message, /^\S.+\.$/, 'a whole sentence');
        assert.doesNotMatch(message, /undefined|\{\d\}|E[A-Z]{4,}/);
        assert.ok(remedies.length > 0);
        for (const remedy of remedies) assert.ok(recoveryActionLabel(remedy, english));
      });
    }
  }

  it('offer a free port when the port is in use or reserved', () => {
    for (const code of ['port-in-use', 'port-forbidden'] as const) {
      const { message, actions: remedies } = words(code, 'host');
      assert.match(message, /port 80\b/);
      assert.deepEqual(remedies, ['use-free-port', 'change-port']);
    }
    assert.match(words('port-forbidden', 'host').message, /1024/);
  });

  for (const doing of ['join-lab', 'join-by-invite', 'join-wide'] as const) {
    it(`name no command, button or log of the editor at a terminal: ${doing}`, () => {
      const attempt = { doing, address: place, port: 80, room: 'Desk 4' };
      for (const platform of ['linux', 'darwin']) {
        for (const code of netCodes) {
          const text = terminalProblemText(code, attempt, platform, english);
          assert.match(text, /^\S.+[.]$|deskmate export$/, code);
          assert.doesNotMatch(
            text,
            /Chat:|the log\b|Open History|keep trying|(?<!host’s )editor|undefined/,
            `${code}: ${text}`,
          );
        }
      }
    });
  }

  it('name the place that the user tried to join', () => {
    for (const code of ['refused', 'timed-out', 'name-not-found', 'unreachable'] as const) {
      assert.ok(words(code, 'join-lab').message.includes(place), code);
    }
  });

  it('mention the Local Network permission on macOS only', () => {
    assert.match(words('unreachable', 'join-lab', 'darwin').message, /Local Network/);
    assert.doesNotMatch(words('unreachable', 'join-lab', 'win32').message, /Local Network/);
  });

  it('offer to join again when a connection was lost', () => {
    assert.equal(words('connection-lost', 'join-lab').actions[0], 'join-again');
  });

  it('differ from code to code, except where the next step is the same', () => {
    const told = (doing: 'join-lab' | 'join-by-invite') =>
      new Set(netCodes.map((code) => words(code, doing).message)).size;
    // An unavailable address is as good as unreachable; a port in use, or a server's problem, can't happen to a guest.
    assert.equal(told('join-lab'), netCodes.length - 5);
    assert.equal(told('join-by-invite'), netCodes.length - 5);
  });

  it('speak of no host in a wide room', () => {
    // A hub's codes, which no server sends, and what only those who listen can meet.
    const hubs: readonly NetErrorCode[] = [
      'host-away',
      'host-storage',
      'line-full',
      'other-host',
      'turned-away',
      'port-in-use',
    ];
    for (const code of netCodes.filter((each) => !hubs.includes(each))) {
      for (const doing of ['host-wide', 'join-wide'] as const) {
        assert.doesNotMatch(
          words(code, doing).message,
          /\bhosts?\b|both computers/i,
          `${doing} ${code}`,
        );
      }
    }
    for (const code of ['wrong-pin', 'no-encryption'] as const) {
      for (const doing of ['host-wide', 'join-wide'] as const) {
        assert.match(words(code, doing).message, /othing was sent to it/);
      }
    }
    assert.match(words('not-permitted', 'host-wide').message, /server file/);
    assert.match(words('not-permitted', 'join-wide').message, /new invite/);
  });

  it('never ask for an address when joining by invite', () => {
    for (const code of netCodes) {
      const { actions: remedies } = words(code, 'join-by-invite');
      if (code !== 'not-chat' && code !== 'name-not-found') {
        assert.ok(!remedies.includes('change-target'), code);
      }
    }
  });

  it('offer the matching way to return', () => {
    assert.deepEqual(words('bad-invite', 'join-by-invite').actions, ['use-invite']);
    assert.deepEqual(words('replaced', 'join-by-invite').actions, ['come-back']);
    for (const code of ['host-storage', 'line-full', 'room-full', 'room-locked'] as const) {
      assert.equal(words(code, 'join-by-invite').actions[0], 'keep-trying');
      assert.ok(isRefusedForNow(code));
    }
    for (const code of netCodes) {
      // Its guests look for the room at its old port: another one would lose them.
      assert.deepEqual(words(code, 'host-again').actions, ['try-again', 'show-log'], code);
    }
  });

  it('say that nothing was sent to an unknown host', () => {
    for (const code of ['wrong-pin', 'no-encryption'] as const) {
      assert.match(words(code, 'join-by-invite').message, /nothing was sent to it/);
    }
  });

  it('exist for every rejected message, rejected name and invalid address', () => {
    const texts = [
      ...sayCodes.map((code) => messageErrorText(code, english)),
      ...targetProblems.map((problem) => targetProblemText(problem, english)),
      ...nameProblems.map((problem) => nameProblemText(problem, english)),
      ...(['bad-name', 'name-taken', 'offline'] as const).map((problem) =>
        renameProblemText('Ann', { ok: false, problem }, english),
      ),
    ];
    for (const text of texts) assert.match(text, /^\S.+\.$/);
    assert.equal(new Set(texts).size, texts.length);
  });

  it('have a line in the documentation for each code', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'ERRORS.md'), 'utf8');
    const codes = [
      ...[...netCodes, ...sayCodes, ...targetProblems, ...otherCodes],
      ...[...knockRefusals, ...codeRefusals, 'other-room', 'not-proved'],
    ];
    assert.deepEqual(
      codes.filter((code) => !new RegExp(`^\\| \`${code}\` *\\|`, 'm').test(page)),
      [],
    );
  });
});
