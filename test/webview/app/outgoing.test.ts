import { strict as assert } from 'node:assert';
import { Outgoing } from '../../../src/webview/app/outgoing';

describe('outgoing texts', () => {
  it('takes a text once', () => {
    const outgoing = new Outgoing();
    outgoing.type('hello');
    assert.deepEqual(outgoing.take(), { id: 1, text: 'hello' });
    assert.equal(outgoing.take(), undefined);
    assert.equal(outgoing.text, '');
    assert.equal(outgoing.settled, false);
    outgoing.sent(1);
    assert.equal(outgoing.settled, true);
    assert.equal(outgoing.text, '');
  });

  it('keeps white space as it is and sends none of it alone', () => {
    const outgoing = new Outgoing();
    outgoing.type(' \n\t');
    assert.equal(outgoing.take(), undefined);
    outgoing.type('  indented\n');
    assert.deepEqual(outgoing.take(), { id: 1, text: '  indented\n' });
  });

  it('brings refused texts back in the order they were typed, before what is being typed', () => {
    const outgoing = new Outgoing();
    for (const text of ['one', 'two', 'three']) {
      outgoing.type(text);
      outgoing.take();
    }
    outgoing.type('four');
    outgoing.refused(1, 'no room');
    outgoing.sent(2);
    assert.equal(outgoing.text, 'four');
    outgoing.refused(3, 'still none');
    assert.equal(outgoing.text, 'one\nthree\nfour');
    assert.equal(outgoing.refusal, 'still none');
    assert.equal(outgoing.settled, true);
  });

  it('forgets the reason when the person goes on', () => {
    const outgoing = new Outgoing();
    outgoing.type('x');
    outgoing.take();
    outgoing.refused(1, 'no room');
    outgoing.type('xy');
    assert.equal(outgoing.refusal, undefined);
  });

  it('ignores answers to what it has not sent', () => {
    const outgoing = new Outgoing();
    outgoing.type('x');
    outgoing.refused(5, 'no');
    outgoing.sent(6);
    assert.equal(outgoing.text, 'x');
    assert.equal(outgoing.refusal, undefined);
  });

  it('takes a draft from elsewhere unless an answer is out', () => {
    const outgoing = new Outgoing();
    outgoing.replace('from elsewhere');
    assert.equal(outgoing.text, 'from elsewhere');
    outgoing.take();
    outgoing.replace('late');
    assert.equal(outgoing.text, '');
  });
});
