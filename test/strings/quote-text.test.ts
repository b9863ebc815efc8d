import assert from 'node:assert/strict';
import { cardStandIn } from '../../src/protocol/card-rules';
import type { MessageEntry } from '../../src/room/log/log-entry';
import { quoteText } from '../../src/strings/quote-text';
import { english } from '../../src/strings/translate';
import { codeCard } from '../helpers/cards';

const said: MessageEntry = {
  ...{ kind: 'message', id: 'e1', time: 0, author: 'm1', authorName: 'Ann', own: false },
  text: 'first\nsecond',
};
const address = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1`;
const nowhere = () => () => ({ label: 'Link to a message' });

describe('the quote of a message', () => {
  it('is its first line, or its card if its author wrote nothing, and nothing if it was deleted', () => {
    assert.equal(quoteText(said, english, nowhere), 'first');
    const card = { ...said, id: 'e2', text: cardStandIn(codeCard), card: codeCard };
    assert.match(quoteText(card, english, nowhere), /, lines? /);
    const deleted = { ...said, id: 'e3', deleted: true } as const;
    assert.equal(quoteText(deleted, english, nowhere), 'This message was deleted');
  });

  it('has links as they are now, and is made only once for many replies', () => {
    let reads = 0;
    const target = {
      ...{ ...said, id: 'e0' },
      get text() {
        reads += 1;
        return `see ${address}`;
      },
    };
    let label = 'to Ann';
    const quoted = () => quoteText(target, english, () => () => ({ label }));
    assert.equal(quoted(), 'see to Ann');
    const before = reads;
    assert.equal(quoted(), 'see to Ann');
    assert.equal(reads, before);
    label = 'to Bo';
    assert.equal(quoted(), 'see to Bo');
  });
});
