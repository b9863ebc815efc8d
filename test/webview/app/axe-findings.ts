import { readFileSync } from 'node:fs';
import type { NodeResult, Result } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds wrong with a page, one line each.
 * @param rules defaults to all, including best practices
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated through the debugger, which the page's content security policy doesn't restrict.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe);
  // The lines name elements by their HTML; selectors, which nobody reads, would take a quarter of the time.
  const options = {
    resultTypes: ['violations'],
    selectors: false,
    ...(rules && { runOnly: rules }),
  };
  const violations = await page.evaluate<Result[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${describe(node)}`));
}

function describe({ html, any, all, none }: NodeResult): string {
  return [html, ...[...any, ...all, ...none].map(({ message }) => message)].join(' ');
}
