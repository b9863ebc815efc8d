/**
 * Whether a theme's selector applies to a token, and how specifically; after the rules of TextMate as
 * the editor keeps them: parts match from a scope's start at whole segments, the last part matches
 * the token's own scope, the ones before it match scopes around it, in order.
 *
 * @param selector one without commas: `source.css entity.name`
 * @param scopes from the outermost to the token's own
 * @returns undefined when it does not apply; else the greater the more specific. The token's own
 *   scope counts before those around it.
 */
export function specificity(selector: string, scopes: readonly string[]): number | undefined {
  const parts = selector.split(/\s+/).filter((part) => part !== '');
  const own = parts.pop();
  const scope = scopes.at(-1);
  // An exclusion, `a - b`, is one that the editor does not know either.
  if (own === undefined || scope === undefined || parts.includes('-')) return undefined;
  if (!begins(scope, own)) return undefined;
  let outer = scopes.length - 2;
  for (const part of parts.reverse()) {
    while (outer >= 0 && !begins(scopes[outer] as string, part)) outer--;
    if (outer < 0) return undefined;
    outer--;
  }
  return (
    own.split('.').length * 1000 + parts.reduce((sum, part) => sum + part.split('.').length, 0)
  );
}

function begins(scope: string, part: string): boolean {
  return scope === part || scope.startsWith(`${part}.`);
}
