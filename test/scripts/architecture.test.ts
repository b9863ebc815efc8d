import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { architecture, PICTURE } from '../../scripts/architecture';

/** Import counts change every few commits, so the committed diagram may lag behind in them. */
function withoutWeights(svg: string): string {
  return svg.replaceAll('\r\n', '\n').replace(/ stroke-width="[^"]+"/g, '');
}

describe('the layer diagram', () => {
  const { svg, alternative } = architecture();

  it('has the same arrows as the code', () => {
    const committed = withoutWeights(readFileSync(PICTURE, 'utf8'));
    assert.equal(committed, withoutWeights(svg), 'npm run architecture writes it');
    assert.match(committed, /data-arrow="ui → export"/);
  });

  it('has a text alternative in ARCHITECTURE.md', () => {
    const [, text] =
      /!\[([^\]]+)\]\(architecture\.svg\)/.exec(readFileSync('docs/ARCHITECTURE.md', 'utf8')) ?? [];
    assert.equal(text, alternative);
  });
});
