import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { AxeResults, NodeResult } from 'axe-core';
import { snapshot } from './fixtures';
import { states } from './states';
import { type ThemeName, themes } from './themes';
import { usePanel } from './use-panel';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describe('accessibility, as axe-core checks it', () => {
  const panel = usePanel();

  /** What axe finds in all states, one line each. `rules`: all when absent, best practices too. */
  async function findings(theme: ThemeName, rules?: readonly string[]): Promise<string[]> {
    // As high as all that is to be looked at: what is out of sight is not drawn.
    await panel.open(snapshot(), { theme, height: 2000 });
    // The way of the browser's own tools, which the page's policy does not concern.
    await panel.page.evaluate(axe);
    const options = JSON.stringify({
      resultTypes: ['violations'],
      ...(rules && { runOnly: rules }),
    });
    const found: string[] = [];
    for (const [name, { snapshot: content, enter, leave, colors }] of Object.entries(states)) {
      if (rules && !colors) continue;
      await panel.show(content);
      await enter?.(panel.page);
      const results = await panel.page.evaluate<AxeResults>(`axe.run(document, ${options})`);
      for (const { id, nodes } of results.violations) {
        found.push(...nodes.map((node) => `${theme} ${name}: ${id}: ${words(node)}`));
      }
      await leave?.(panel.page);
    }
    return found;
  }

  it('finds nothing in any state', async () => {
    assert.deepEqual(await findings('dark'), []);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    if (theme === 'dark') continue;
    // What else there is to be found does not depend on colors.
    it(`finds enough contrast in the theme ${theme}`, async () => {
      assert.deepEqual(await findings(theme, ['color-contrast']), []);
    });
  }
});

function words({ html, any, all, none }: NodeResult): string {
  return [html, ...[...any, ...all, ...none].map(({ message }) => message)].join(' ');
}
