import assert from 'node:assert/strict';
import { DraftInput } from '../../../src/cli/terminal/draft-input';

/** An input, what it submits, and its draft. */
function setUp() {
  const submitted: string[] = [];
  let draft = '';
  const input = new DraftInput({
    submit: (text) => void submitted.push(text),
    typing() {},
    complete: (text, cursor) => ({ text, cursor, choices: [] }),
    offer() {},
    leave() {},
    suspend() {},
    redraw() {},
    show: ({ label, text }) => {
      draft = label + text;
    },
  });
  const type = (text: string) => {
    for (const key of text) {
      if (key === '\r') input.press(key, { name: 'return' });
      else input.press(key, { name: key });
    }
  };
  return {
    input,
    submitted,
    type,
    up: () => input.press(undefined, { name: 'up' }),
    draft: () => draft,
  };
}

describe('a question in place of the draft', () => {
  it('loses no line that was meant for the room', async () => {
    const { draft, input, submitted, type, up } = setUp();
    type('half');
    const answer = input.ask('Replace it?');
    type('hello all\r');
    assert.equal(await answer, 'hello all');
    assert.deepEqual([submitted, draft()], [[], '> half']);
    up();
    assert.equal(draft(), '> hello all');
  });

  it('remembers no answer', async () => {
    const { draft, input, type, up } = setUp();
    const answer = input.ask('Replace it?');
    type('yes\r');
    assert.equal(await answer, 'yes');
    up();
    assert.equal(draft(), '> ');
  });

  it('gives a line back as it was: what is typed next replaces it', () => {
    const { draft, input, type } = setUp();
    input.giveBack('/foo');
    void input.ask('Replace it?');
    type('n\r');
    assert.equal(draft(), '> /foo');
    type('hi');
    assert.equal(draft(), '> hi');
  });
});
