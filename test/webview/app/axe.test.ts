import { strict as assert } from 'node:assert';
import { axeFindings } from './axe-findings';
import { snapshot } from './fixtures';
import { states } from './states';
import { type ThemeName, themes } from './themes';
import { usePanel } from './use-panel';

describe('accessibility according to axe-core', () => {
  const panel = usePanel();

  /** The violations in all states, one line each. Without `rules`, checks every rule, including best practices. */
  async function findings(theme: ThemeName, rules?: readonly string[]): Promise<string[]> {
    // High enough for the whole content: the log doesn't draw rows that are out of view.
    await panel.open(snapshot(), { theme, height: 2000 });
    const found: string[] = [];
    for (const [name, { snapshot: content, enter, leave, colors }] of Object.entries(states)) {
      if (rules && !colors) continue;
      await panel.show(content);
      await enter?.(panel.page);
      const lines = await axeFindings(panel.page, rules);
      found.push(...lines.map((line) => `${theme} ${name}: ${line}`));
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
