import { strict as assert } from 'node:assert';
import { Recall } from '../../../../src/webview/app/composer/recall';

describe('recalling earlier texts', () => {
  const texts = ['newest', 'older', 'oldest'];

  it('walks back to the oldest and forth to the draft', () => {
    const recall = new Recall();
    assert.equal(recall.older('draft', texts), 'newest');
    assert.equal(recall.older('newest', []), 'older', 'the walk keeps the texts it began with');
    assert.equal(recall.older('older', texts), 'oldest');
    assert.equal(recall.older('oldest', texts), undefined);
    assert.equal(recall.newer('oldest'), 'older');
    assert.equal(recall.newer('older'), 'newest');
    assert.equal(recall.newer('newest'), 'draft');
    assert.equal(recall.active, false);
    assert.equal(recall.newer('draft'), undefined);
  });

  it('keeps what was changed on the way', () => {
    const recall = new Recall();
    recall.older('', texts);
    assert.equal(recall.isUnchanged('newest'), true);
    assert.equal(recall.isUnchanged('newest!'), false);
    recall.older('newest!', texts);
    assert.equal(recall.newer('older'), 'newest!');
    assert.equal(recall.newer('newest!'), '');
  });

  it('gives the draft back at its end', () => {
    const recall = new Recall();
    recall.older('half a thought', texts);
    assert.equal(recall.end(), 'half a thought');
    assert.equal(recall.active, false);
    assert.equal(recall.end(), '');
  });

  it('stores the draft, and a changed text with it', () => {
    const recall = new Recall();
    assert.equal(recall.kept('typed'), 'typed');
    recall.older('draft', texts);
    assert.equal(recall.kept('newest'), 'draft');
    assert.equal(recall.kept('newest!'), 'draft\nnewest!');
  });

  it('has nothing to recall in a new room', () => {
    const recall = new Recall();
    assert.equal(recall.older('', []), undefined);
    assert.equal(recall.active, false);
  });
});
