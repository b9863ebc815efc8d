import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { architecture, PICTURE } from '../../scripts/architecture';

/** How often a layer is imported changes with every few commits; the picture may be behind in that. */
function withoutWeights(svg: string): string {
  return svg.replaceAll('\r\n', '\n').replace(/ stroke-width="[^"]+"/g, '');
}

describe('the picture of the layers', () => {
  const { svg, alternative } = architecture();

  it('has the arrows of the code', () => {
    const committed = withoutWeights(readFileSync(PICTURE, 'utf8'));
    assert.equal(committed, withoutWeights(svg), 'npm run architecture writes it');
    assert.match(committed, /data-arrow="ui → strings"/);
  });

  it('is told in words where ARCHITECTURE.md shows it', () => {
    const [, text] =
      /!\[([^\]]+)\]\(architecture\.svg\)/.exec(readFileSync('docs/ARCHITECTURE.md', 'utf8')) ?? [];
    assert.equal(text, alternative);
  });
});
