import assert from 'node:assert/strict';
import { emitKeypressEvents } from 'node:readline';
import { PassThrough } from 'node:stream';
import { type EditorEvent, type Key, LineEditor } from '../../../src/cli/terminal/line-editor';

/** Types bytes as a terminal sends them. Returns the editor, its draft with `|` at the cursor, and what it asked for. */
function typed(bytes: string, editor = new LineEditor()) {
  const events: EditorEvent[] = [];
  const stdin = new PassThrough();
  emitKeypressEvents(stdin);
  stdin.on('keypress', (text: string | undefined, key: Key) => {
    const event = editor.press(text, key);
    if (event?.type === 'submit') editor.remember(event.text);
    if (event) events.push(event);
  });
  stdin.emit('data', Buffer.from(bytes));
  const draft = `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
  return { editor, draft, events };
}

const submit = (text: string): EditorEvent => ({ type: 'submit', text });
const [up, down, left, right] = ['\x1b[A', '\x1b[B', '\x1b[D', '\x1b[C'];

describe('LineEditor', () => {
  it('inserts and deletes whole characters', () => {
    assert.equal(typed(`ab好${left}${left}x`).draft, 'ax|b好');
    assert.equal(typed('👩‍💻é\x7f').draft, '👩‍💻|');
    assert.equal(typed('👩‍💻\x7f').draft, '|');
    assert.equal(typed(`好a${left}${left}\x1b[3~`).draft, '|a');
  });

  it('moves and deletes by words and lines', () => {
    assert.equal(typed('one two\x01x').draft, 'x|one two');
    assert.equal(typed('one two\x1bb\x0b').draft, 'one |');
    assert.equal(typed('one two\x17').draft, 'one |');
    assert.equal(typed('one two\x15three\x19').draft, 'threeone two|');
    assert.equal(typed(`one two\x01\x1b[1;5C!`).draft, 'one!| two');
  });

  it('submits with Enter, and brings back with Up what was sent', () => {
    const { editor, events } = typed('one\rtwo\r');
    assert.deepEqual(events, [submit('one'), submit('two')]);
    assert.equal(typed(`dra${up}${up}`, editor).draft, 'one|');
    assert.equal(typed(`${down}${down}`, editor).draft, 'dra|');
  });

  it('moves between the lines of a draft before it goes through the history', () => {
    const { editor } = typed('sent\r');
    assert.equal(typed(`long line\\\rab${up}`, editor).draft, 'lo|ng line\nab');
    assert.equal(typed(up, editor).draft, 'sent|');
  });

  it('continues on a new line after a backslash, and with Alt+Enter', () => {
    assert.equal(typed('one\\\rtwo').draft, 'one\ntwo|');
    assert.equal(typed('one\x1b\rtwo').draft, 'one\ntwo|');
    // A backslash elsewhere is one.
    assert.deepEqual(typed(`a\\${left}\r`).events, [submit('a\\')]);
  });

  it('takes several lines until a line with only a period, or Ctrl+D', () => {
    const editor = new LineEditor();
    editor.beginMultiLine();
    assert.deepEqual(typed('one\r.two\r.\r', editor).events, [submit('one\n.two')]);
    assert.equal(editor.isMultiLine, false);
    editor.beginMultiLine();
    assert.deepEqual(typed('one\rtwo\x04', editor).events, [submit('one\ntwo')]);
  });

  it('inserts what is pasted as a whole, without what would act on the terminal', () => {
    const { draft, events } = typed('a\x1b[200~one\r\ntwo\tx\x07\x03\x1b[201~b');
    assert.equal(draft, 'aone\ntwo\txb|');
    assert.deepEqual(events, []);
  });

  it('reports the keys that do more', () => {
    const types = typed('\t\x03\x04\x1a\x0c').events.map(({ type }) => type);
    assert.deepEqual(types, ['complete', 'interrupt', 'end', 'suspend', 'redraw']);
    assert.equal(typed(`ab${left}\x04`).draft, 'a|');
  });

  it('ignores keys that it doesn’t know', () => {
    assert.equal(typed(`a\x1b[15~\x1b[99;9u\x1b[Z${right}b`).draft, 'ab|');
  });
});
