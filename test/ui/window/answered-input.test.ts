import { strict as assert } from 'node:assert';
import { AnsweredInput } from '../../../src/ui/window/answered-input';

describe('an input that was answered', () => {
  function input(value: string) {
    return {
      value,
      busy: false,
      closed: false,
      dispose() {
        this.closed = true;
      },
    };
  }

  it('stays open, and gives what was typed since when it closes', () => {
    const answered = new AnsweredInput();
    const box = input('127.0.0.1:9000');
    answered.hold(box);
    assert.deepEqual([answered.isOpen, box.busy, box.closed], [true, true, false]);
    box.value += 'hello';
    assert.equal(answered.close(), 'hello');
    assert.deepEqual([answered.isOpen, box.closed], [false, true]);
    assert.equal(answered.close(), '');
  });

  it('gives what was typed without the answer, wherever the caret stood', () => {
    const [answer, typed] = ['127.0.0.1:9127', 'hello 127'];
    for (let at = 0; at <= answer.length; at += 1) {
      const answered = new AnsweredInput();
      const box = input(answer);
      answered.hold(box);
      box.value = answer.slice(0, at) + typed + answer.slice(at);
      const rest = answered.close();
      // Where letters repeat, others of the same sight may have been typed.
      assert.deepEqual([...rest].sort(), [...typed].sort(), `at ${at}: ${rest}`);
    }
  });

  it('gives all that stands there when the answer was typed over', () => {
    const answered = new AnsweredInput();
    const box = input('Ann');
    answered.hold(box);
    box.value = 'hi';
    assert.equal(answered.close(), 'hi');
  });

  it('closes when the next one was answered', () => {
    const answered = new AnsweredInput();
    const [first, second] = [input(''), input('')];
    answered.hold(first);
    answered.hold(second);
    assert.deepEqual([first.closed, second.closed], [true, false]);
  });

  it('closes once the chat has the keyboard, and not before', async () => {
    const answered = new AnsweredInput();
    const box = input('127.0.0.1:9000');
    answered.hold(box);
    let take = () => {};
    const taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    const handed = answered.handOver(() => taken);
    answered.closeUnlessHandedOver();
    assert.ok(!box.closed);
    take();
    await handed;
    assert.ok(box.closed);
    const other = input('x');
    answered.hold(other);
    answered.closeUnlessHandedOver();
    assert.ok(other.closed);
  });

  it('tells the chat when the person has something else to answer', async () => {
    const answered = new AnsweredInput();
    answered.hold(input('x'));
    const signals: AbortSignal[] = [];
    const handed = answered.handOver(async ({ signal }) => void signals.push(signal));
    answered.keepKeyboard();
    await handed;
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
  });
});
