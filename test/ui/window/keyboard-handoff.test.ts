import { strict as assert } from 'node:assert';
import { english } from '../../../src/strings/translate';
import { KeyboardHandoff } from '../../../src/ui/window/keyboard-handoff';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

/** A list or text box of the editor, which reports what is typed into it a little later. */
class Box {
  private readonly hidden = new Emitter<void>();
  readonly onDidHide = this.hidden.event;
  busy = false;
  waiting = '';
  state: 'open' | 'hiding' | 'closed' = 'open';

  constructor(public value: string) {}

  showWaiting(words: string, detail: string): void {
    this.waiting = `${words} ${detail}`;
  }

  hide(): void {
    this.state = 'hiding';
  }

  /** The window hides it; `value` is everything typed. */
  hiddenWith(value: string): void {
    this.value = value;
    this.hidden.fire();
  }

  dispose(): void {
    this.state = 'closed';
  }
}

describe('an input that was answered', () => {
  function hold(value: string) {
    const clock = new FakeClock();
    const answered = new KeyboardHandoff(clock);
    const box = new Box(value);
    answered.begin(box);
    return { clock, answered, box };
  }

  it('stays open, and returns what was typed since when it closes', async () => {
    const { answered, box } = hold('127.0.0.1:9000');
    assert.deepEqual([answered.isOpen, box.busy, box.state], [true, true, 'open']);
    box.value += 'hel';
    const finished = answered.finish();
    assert.deepEqual([answered.isOpen, box.state], [false, 'hiding']);
    box.hiddenWith('127.0.0.1:9000hello');
    assert.equal(await finished, 'hello');
    assert.equal(box.state, 'closed');
    assert.equal(await answered.finish(), '');
  });

  it('says that the chat is coming, until the chat has the keyboard', async () => {
    const { answered, box } = hold('');
    const showing = answered.handOver(async () => {
      assert.match(box.waiting, /^Opening the chat… What you type now/);
    }, english);
    assert.equal(box.state, 'open');
    await showing;
    assert.equal(box.state, 'closed');
  });

  it('returns what was typed without the answer, wherever the caret was', async () => {
    const [answer, typed] = ['127.0.0.1:9127', 'hello 127'];
    for (let at = 0; at <= answer.length; at += 1) {
      const { answered, box } = hold(answer);
      const finished = answered.finish();
      box.hiddenWith(answer.slice(0, at) + typed + answer.slice(at));
      const rest = await finished;
      // Repeated letters look the same, wherever they were typed.
      assert.deepEqual([...rest].sort(), [...typed].sort(), `at ${at}: ${rest}`);
    }
  });

  it('returns the whole text when the answer was overwritten', async () => {
    const { answered, box } = hold('Ann');
    const finished = answered.finish();
    box.hiddenWith('hi');
    assert.equal(await finished, 'hi');
  });

  it('reports when the user closes it, and keeps what was typed', async () => {
    const { answered, box } = hold('');
    const { dismissed } = answered;
    assert.equal(dismissed.aborted, false);
    box.hiddenWith('hello');
    assert.equal(dismissed.aborted, true);
    assert.equal(await answered.finish(), 'hello');
    assert.equal(answered.dismissed.aborted, true);
  });

  it('doesn’t wait forever for the hide event', async () => {
    const { clock, answered, box } = hold('');
    box.value = 'hello';
    const finished = answered.finish();
    await clock.advance(5000);
    assert.equal(await finished, 'hello');
    assert.equal(box.state, 'closed');
  });

  it('closes when the next one is answered', () => {
    const { answered, box: first } = hold('');
    const second = new Box('');
    answered.begin(second);
    assert.deepEqual([first.state, second.state], ['closed', 'open']);
  });
});
