import { type CodeColors, codeColors } from './base/messages';

/** Gives the style sheets the theme's colours of code: `--code-keyword` and so on. */
export function setCodeColors(colors: CodeColors, root: HTMLElement): void {
  for (const name of codeColors) {
    const property = `--code-${name}`;
    const color = colors[name];
    if (color) root.style.setProperty(property, color);
    else root.style.removeProperty(property);
  }
}
