import { strict as assert } from 'node:assert';
import { Outgoing } from '../../../../src/webview/app/composer/outgoing';

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

  it('keeps white space as it is, but doesn’t send it alone', () => {
    const outgoing = new Outgoing();
    outgoing.type(' \n\t');
    assert.equal(outgoing.take(), undefined);
    outgoing.type('  indented\n');
    assert.deepEqual(outgoing.take(), { id: 1, text: '  indented\n' });
  });

  it('takes ten files at once, and leaves the others for the next message', () => {
    const outgoing = new Outgoing();
    outgoing.waiting = Array.from({ length: 12 }, (_, index) => ({
      id: index + 1,
      name: 'a',
      size: '1 kB',
      ...(index === 0 && { problem: 'Too large' }),
    }));
    assert.deepEqual(outgoing.take()?.files, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(outgoing.sendable, [12]);
  });

  it('restores refused texts in the order they were typed, before the current text', () => {
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

  it('clears the reason when the user types on', () => {
    const outgoing = new Outgoing();
    outgoing.type('x');
    outgoing.take();
    outgoing.refused(1, 'no room');
    outgoing.type('xy');
    assert.equal(outgoing.refusal, undefined);
  });

  it('ignores outcomes of texts it hasn’t sent', () => {
    const outgoing = new Outgoing();
    outgoing.type('x');
    outgoing.refused(5, 'no');
    outgoing.sent(6);
    assert.equal(outgoing.text, 'x');
    assert.equal(outgoing.refusal, undefined);
  });

  it('accepts another draft unless an outcome is pending', () => {
    const outgoing = new Outgoing();
    outgoing.replace('from elsewhere');
    assert.equal(outgoing.text, 'from elsewhere');
    outgoing.take();
    outgoing.replace('late');
    assert.equal(outgoing.text, '');
  });

  it('takes a reply with its message, and then accepts a new text', () => {
    const outgoing = new Outgoing();
    outgoing.type('yes');
    outgoing.startReply('m1');
    assert.deepEqual(outgoing.take(), { id: 1, text: 'yes', reply: 'm1' });
    outgoing.type('next');
    assert.deepEqual(outgoing.take(), { id: 2, text: 'next' });
  });

  it('restores a refused reply as a reply', () => {
    const outgoing = new Outgoing();
    outgoing.startReply('m1');
    outgoing.type('yes');
    outgoing.take();
    outgoing.type('typed since');
    outgoing.refused(1, 'no room');
    assert.equal(outgoing.text, 'yes\ntyped since');
    assert.equal(outgoing.reply, 'm1');
  });

  it('keeps what a message replies to while a command runs', () => {
    const outgoing = new Outgoing();
    outgoing.startReply('m1');
    outgoing.type('/lock');
    const { id = 0 } = outgoing.take() ?? {};
    assert.equal(outgoing.reply, undefined);
    assert.equal(outgoing.sent(id, true), '/lock');
    assert.equal(outgoing.reply, 'm1');
  });

  it('keeps the draft during an edit, whatever the outcome', () => {
    const outgoing = new Outgoing();
    outgoing.type('my draft');
    outgoing.startEdit('m1', 'before');
    assert.equal(outgoing.text, 'before');
    outgoing.type('after');
    assert.equal(outgoing.draft, 'my draft');
    outgoing.replace('draft from elsewhere');
    assert.equal(outgoing.text, 'after');
    assert.deepEqual(outgoing.take(), { id: 1, text: 'after', edit: 'm1' });
    assert.equal(outgoing.text, 'draft from elsewhere');
    outgoing.startEdit('m1', 'before');
    assert.equal(outgoing.cancel(), true);
    assert.equal(outgoing.text, 'draft from elsewhere');
    assert.equal(outgoing.cancel(), false);
  });

  it('doesn’t send an edit that changes nothing or leaves no text', () => {
    const outgoing = new Outgoing();
    outgoing.startEdit('m1', 'before');
    assert.equal(outgoing.take(), undefined);
    assert.equal(outgoing.edit, undefined);
    outgoing.startEdit('m1', 'before');
    outgoing.type(' ');
    assert.equal(outgoing.take(), undefined);
    assert.equal(outgoing.edit, 'm1');
    assert.equal(outgoing.leavesNothing, true);
    outgoing.startEdit('card', '');
    assert.equal(outgoing.leavesNothing, false, 'it had no text before');
    assert.equal(outgoing.take(), undefined);
    assert.notEqual(outgoing.edit, 'card');
  });

  it('restores a refused edit to the field, and keeps the draft', () => {
    const outgoing = new Outgoing();
    outgoing.type('draft');
    outgoing.startEdit('m1', 'before');
    outgoing.type('after');
    outgoing.take();
    outgoing.refused(1, 'not now');
    assert.equal(outgoing.edit, 'm1');
    assert.equal(outgoing.text, 'after');
    assert.equal(outgoing.draft, 'draft');
    assert.equal(outgoing.refusal, 'not now');
    assert.deepEqual(
      outgoing.take(),
      { id: 2, text: 'after', edit: 'm1' },
      'the edit can be sent again',
    );
  });

  it('keeps a refused edit while another message is edited', () => {
    const outgoing = new Outgoing();
    outgoing.startEdit('m1', 'one');
    outgoing.type('one more');
    outgoing.take();
    outgoing.startEdit('m2', 'two');
    outgoing.type('two more');
    outgoing.refused(1, 'not now');
    assert.equal(outgoing.text, 'two more');
    outgoing.startEdit('m1', 'one');
    assert.equal(outgoing.text, 'one more');
    outgoing.startEdit('m2', 'two');
    assert.equal(outgoing.text, 'two more');
  });

  it('combines a refused edit with newer text for the same message', () => {
    const outgoing = new Outgoing();
    outgoing.startEdit('m1', 'one');
    outgoing.type('first try');
    outgoing.take();
    outgoing.startEdit('m1', 'one');
    outgoing.type('second try');
    outgoing.refused(1, 'not now');
    assert.equal(outgoing.text, 'first try\nsecond try');
  });

  it('keeps an unfinished edit while the user writes something else', () => {
    const outgoing = new Outgoing();
    outgoing.startEdit('m1', 'before');
    outgoing.type('half of it');
    outgoing.startReply('m2');
    assert.equal(outgoing.text, '');
    outgoing.startEdit('m1', 'before');
    assert.equal(outgoing.text, 'half of it');
    outgoing.cancel();
    assert.equal(outgoing.reply, 'm2', 'the reply comes back with the draft');
  });

  it('loses no typed text when a message disappears', () => {
    const outgoing = new Outgoing();
    outgoing.type('draft');
    outgoing.startReply('m1');
    outgoing.startEdit('m2', 'before');
    outgoing.type('changed');
    outgoing.startEdit('m3', 'untouched');
    assert.equal(
      outgoing.keepOnly(() => true),
      false,
    );
    assert.equal(outgoing.text, 'untouched');
    assert.equal(
      outgoing.keepOnly(() => false),
      true,
    );
    assert.equal(outgoing.text, 'draft\nchanged');
    assert.deepEqual(
      [outgoing.reply, outgoing.edit, outgoing.kept()],
      [undefined, undefined, undefined],
    );
  });

  it('restores the state of an earlier page', () => {
    const outgoing = new Outgoing();
    outgoing.type('draft');
    outgoing.startReply('m1');
    outgoing.startEdit('m2', 'before');
    outgoing.type('half of it');
    const saved = outgoing.kept();
    assert.ok(saved);
    const next = new Outgoing();
    next.replace('draft');
    next.resume(JSON.parse(JSON.stringify(saved)));
    assert.equal(next.text, 'half of it');
    assert.equal(next.draft, 'draft');
    next.cancel();
    assert.equal(next.reply, 'm1');
    assert.equal(next.kept()?.edit, undefined);
  });
});
