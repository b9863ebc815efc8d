import assert from 'node:assert/strict';
import { previewReader } from '../helpers/preview';
import { exportedChat, pair } from './exported-chat';
import { corpus, hostileEntries as entries, entriesPerText } from './hostile-chat';

describe('hostile texts in an exported chat', () => {
  it('come back from JSON as they are, and nothing else changes', () => {
    const chat = JSON.parse(exportedChat('json', entries));
    assert.equal(chat.entries.length, entries.length);
    for (const [index, text] of corpus.entries()) {
      const [said, , code] = chat.entries.slice(entriesPerText * index);
      assert.equal(said.text, text);
      assert.equal(said.name, text);
      assert.equal(code.card.path, text);
    }
  });

  it('neither load anything nor link anywhere but the web from Markdown', () => {
    const reader = previewReader();
    for (const kind of ['pair', 'lab-hub'] as const) {
      const document = exportedChat('markdown', entries, { ...pair, name: corpus[0] ?? '', kind });
      for (const token of reader.parse(document, {})) {
        assert.notEqual(token.type, 'html_block', token.content);
        for (const inline of token.children ?? []) {
          assert.ok(!['html_inline', 'image'].includes(inline.type), inline.content);
          if (inline.type === 'link_open') {
            assert.match(`${inline.attrGet('href')}`, /^(?:https?|mailto):/);
          }
        }
      }
    }
  });
});
