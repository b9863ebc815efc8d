import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { AxeResults, NodeResult } from 'axe-core';
import { snapshot } from './fixtures';
import { states } from './states';
import { type ThemeName, themes } from './themes';
import { usePanel } from './use-panel';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describe('accessibility according to axe-core', () => {
  const panel = usePanel();

  /** The violations in all states, one line each. Without `rules`, checks every rule, including best practices. */
  async function findings(theme: ThemeName, rules?: readonly string[]): Promise<string[]> {
    // High enough for the whole content: the log doesn't draw rows that are out of view.
    await panel.open(snapshot(), { theme, height: 2000 });
    // Evaluated through the debugger, which the page's content security policy doesn't restrict.
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
        found.push(...nodes.map((node) => `${theme} ${name}: ${id}: ${describeNode(node)}`));
      }
      await leave?.(panel.page);
    }
    return found;
  }

  it('finds no problem in any state', async () => {
    assert.deepEqual(await findings('dark'), []);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    if (theme === 'dark') continue;
    // Only contrast depends on the theme.
    it(`finds enough contrast in the ${theme} theme`, async () => {
      assert.deepEqual(await findings(theme, ['color-contrast']), []);
    });
  }
});

function describeNode({ html, any, all, none }: NodeResult): string {
  return [html, ...[...any, ...all, ...none].map(({ message }) => message)].join(' ');
}
