import type { SVGTemplateResult } from 'lit/html.js';
import { svg, unsafeStatic } from 'lit/static-html.js';

/**
 * An icon of the editor's own. `source` comes from a package and is trusted markup. It becomes a static part of the template, so lit
 * parses an icon once and clones it for each use.
 */
export function icon(source: string, classes = 'icon'): SVGTemplateResult {
  const viewBox = /viewBox="([^"]+)"/.exec(source)?.[1] ?? '0 0 16 16';
  const shapes = source.replace(/^<svg[^>]*>|<\/svg>\s*$/g, '');
  return svg`<svg class="${unsafeStatic(classes)}" viewBox="${unsafeStatic(viewBox)}" width="16" height="16"
    fill="currentColor" aria-hidden="true">${unsafeStatic(shapes)}</svg>` as SVGTemplateResult;
}
