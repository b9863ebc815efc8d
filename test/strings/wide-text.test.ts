import assert from 'node:assert/strict';
import { netErrorCode } from '../../src/strings/problem';
import { english } from '../../src/strings/translate';
import { alarmText, alarmTexts, nodesText, wideOutsideText } from '../../src/strings/wide-text';
import { campusServer } from '../helpers/wide-servers';

describe('a wide room in words', () => {
  it('names every node of its server', () => {
    assert.equal(
      nodesText(campusServer),
      'nats1.example.edu:4222, nats2.example.edu:4222, nats3.example.edu:4222',
    );
    assert.equal(nodesText({ nodes: [{ host: 'fd00::1', port: 1 }] }), '[fd00::1]:1');
  });

  it('warns of each thing that its server has done, in whole sentences of its own', () => {
    const texts = (['forked', 'rolled-back', 'missing', 'forged', 'replayed'] as const).map(
      (alarm) => alarmText(alarm, false, english),
    );
    for (const text of texts) assert.match(text, /^[A-Z].+\.$/);
    assert.equal(new Set(texts).size, texts.length);
    // What to do about it: nobody can tell which history is the true one.
    assert.match(texts[0] ?? '', /compare it with the others in another way/);
  });

  it('tells who can do something about a forged message what that is, and the others whom to tell', () => {
    const room = { alarms: ['forged'] } as const;
    const [member] = alarmTexts(room, english);
    assert.match(member ?? '', /Tell its owner or a moderator\.$/);
    const [moderator] = alarmTexts({ ...room, moderates: true }, english);
    assert.match(moderator ?? '', /Reset the invite\. .* tell whoever runs the server\.$/);
  });

  it('says why a member isn’t connected', () => {
    assert.match(wideOutsideText('no-quorum', english), /Too few/);
    assert.match(wideOutsideText('timed-out', english), /reach the server/);
    assert.match(wideOutsideText(netErrorCode(new Error()), english), /was lost/);
  });
});
