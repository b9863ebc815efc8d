import { strict as assert } from 'node:assert';
import { states } from '../states';
import { type ThemeName, themes } from '../themes';
import { usePanel } from '../use-panel';

/**
 * The contrast between inline code and its background by WCAG's formula, for each piece of inline code: the
 * background colors of all ancestors are painted over each other. A string because it runs in the page.
 */
const contrastRatios = `[...document.querySelectorAll('.inline-code')].map((code) => {
  const layers = [];
  for (let part = code; part; part = part.parentElement) layers.unshift(getComputedStyle(part).backgroundColor);
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  const luminance = (colors) => {
    context.clearRect(0, 0, 1, 1);
    for (const color of colors) { context.fillStyle = color; context.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [own, around] = [luminance(layers), luminance(layers.slice(0, -1))];
  const outlined = getComputedStyle(code).outlineStyle === 'solid';
  return outlined ? Infinity : Math.max(own, around) / Math.min(own, around);
})`;

/** The editor colors `code` in every webview; no theme uses these colors. */
const editorStyle = 'code { color: rgb(1, 2, 3); background-color: rgb(4, 5, 6); }';

describe('inline code', () => {
  const panel = usePanel();

  // axe.test.ts checks its legibility along with that of all other text.
  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`stands out in every bubble in the ${theme} theme`, async () => {
      const { inlineCode } = states;
      assert.ok(inlineCode);
      await panel.open(inlineCode.snapshot, { theme });
      const ratios = await panel.page.evaluate<number[]>(contrastRatios);
      assert.equal(ratios.length, 6);
      assert.ok(
        ratios.every((ratio) => ratio >= 1.45),
        JSON.stringify(ratios),
      );
    });

    it(`has the color of the surrounding text, not the editor's color for code, in the ${theme} theme`, async () => {
      const { inlineCode } = states;
      assert.ok(inlineCode);
      await panel.open(inlineCode.snapshot, { theme });
      const colors = await panel.page.evaluate((style) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        document.adoptedStyleSheets.push(sheet);
        return [...document.querySelectorAll('.inline-code')].map((code) =>
          [code, code.parentElement ?? code].map((element) => getComputedStyle(element).color),
        );
      }, editorStyle);
      assert.equal(colors.length, 6);
      for (const [own, around] of colors) assert.equal(own, around);
    });
  }
});
