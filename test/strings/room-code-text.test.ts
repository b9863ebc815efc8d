import assert from 'node:assert/strict';
import { codeRefusals } from '../../src/protocol/code-frames';
import type { CodeErrorCode } from '../../src/protocol/room-code';
import {
  codeActionLabel,
  codeEndText,
  codeEntryText,
  codeHint,
  pausedText,
  wrongCountText,
} from '../../src/strings/room-code-text';
import { english } from '../../src/strings/translate';

const names = { room: 'Lab 3', host: 'Ann', address: '10.0.0.7:5000' };
const codes: readonly CodeErrorCode[] = [
  ...codeRefusals,
  ...(['other-room', 'not-proved', 'no-encryption', 'protocol', 'connection-lost'] as const),
  ...(['closed-at-once', 'refused', 'timed-out', 'unreachable', 'failed'] as const),
];

describe('why a room code hasn’t led into a room', () => {
  it('is a sentence with something to do, for each code, whatever is known of the room', () => {
    for (const known of [names, { ...names, room: '', host: '' }]) {
      for (const code of codes) {
        const { message, actions, failure } = codeEndText(code, known, 'linux', english);
        assert.match(message, /^[“\p{Lu}\d].*\.$/u, code);
        assert.ok(actions.length > 0, code);
        assert.equal(failure !== undefined, actions.includes('check-connection'), code);
        for (const action of actions) assert.match(codeActionLabel(action, english), /^\p{Lu}/u);
      }
    }
  });

  it('names the room and its host, or where it is', () => {
    const text = (known: typeof names) =>
      codeEndText('code-paused', known, 'linux', english).message;
    assert.equal(text(names), 'The code of “Lab 3” is paused. Ask Ann for a new code.');
    assert.equal(
      text({ ...names, room: '', host: '' }),
      'The code of 10.0.0.7:5000 is paused. Ask the host for a new code.',
    );
    assert.deepEqual(codeEntryText(names, english), {
      title: 'Room Code: “Lab 3”',
      prompt: 'Type the six digits that Ann shows.',
      placeholder: 'Six digits',
      malformed: 'A code has six digits.',
    });
  });
});

describe('what is wrong with a room code', () => {
  it('says how many tries are left, while there are any', () => {
    const hint = (left?: number) => codeHint('wrong-code', left, english);
    assert.equal(hint(2), 'That isn’t the code of this room. This computer has 2 more tries.');
    assert.equal(hint(1), 'That isn’t the code of this room. This computer has one more try.');
    assert.equal(hint(), 'That isn’t the code of this room.');
    assert.equal(hint(0), undefined);
  });

  it('is said in the box only where typing again helps', () => {
    const inBox = codes.filter((code) => codeHint(code, 2, english) !== undefined);
    assert.deepEqual(inBox, ['codes-busy', 'wrong-code', 'code-changed']);
  });
});

describe('what a host reads of its room code', () => {
  it('is why it is paused, and how many wrong ones were typed', () => {
    const state = { wrong: 20, lastWrong: '10.0.0.9' };
    assert.match(pausedText('guesses', state, english), /20 wrong codes .* at 10\.0\.0\.9\./);
    assert.match(pausedText('reset', state, english), /the invite was reset/);
    assert.equal(wrongCountText(0, english), undefined);
    assert.equal(
      wrongCountText(1, english),
      'One wrong code was typed. After 20, the code is paused.',
    );
    assert.match(wrongCountText(7, english) ?? '', /^7 wrong codes were typed\./);
  });
});
