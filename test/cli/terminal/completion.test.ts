import assert from 'node:assert/strict';
import { complete } from '../../../src/cli/terminal/completion';

const sources = {
  commands: ['reply', 'rename', 'who'],
  names: ['Ann', 'Anna Li', '小明'],
  paths: (beginning: string) => ['src/', 'setup.py'].filter((path) => path.startsWith(beginning)),
};

/** Completes what is before `|`. */
function completed(draft: string): string {
  const cursor = draft.indexOf('|');
  const { text, cursor: place, choices } = complete(draft.replace('|', ''), cursor, sources);
  const shown = `${text.slice(0, place)}|${text.slice(place)}`;
  return choices.length > 0 ? `${shown} (${choices.join(' ')})` : shown;
}

describe('completion', () => {
  it('completes commands', () => {
    assert.equal(completed('/w|'), '/who |');
    assert.equal(completed('/r|'), '/re| (reply rename)');
    assert.equal(completed('/x|'), '/x|');
  });

  it('completes names after an at sign, also the full-width one', () => {
    assert.equal(completed('hi @小|'), 'hi @小明 |');
    assert.equal(completed('hi ＠小|!'), 'hi ＠小明 |!');
    assert.equal(completed('@an| what'), '@Ann| what (Ann Anna Li)');
    assert.equal(completed('@anna| what'), '@Anna Li | what'.replace(' | ', ' |'));
  });

  it('completes a name at the beginning of a message', () => {
    assert.equal(completed('小|'), '@小明 |');
    assert.equal(completed('hello|'), 'hello|');
  });

  it('completes paths', () => {
    assert.equal(completed('/file sr|'), '/file src/|');
    assert.equal(completed('/file s|'), '/file s| (src/ setup.py)');
  });
});
