import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import {
  contrast,
  readPalette,
  textColors,
} from '../../../../src/webview/app/code/terminal-colors';
import { type ThemeName, themes } from '../themes';

const paletteOf = (theme: ThemeName) =>
  readPalette((name) => themes[theme].variables[name.replace('--vscode-', '')] ?? '');

const parsed = (color: string | undefined) => {
  const [red = 0, green = 0, blue = 0] = (color?.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue] as const;
};

describe('the colors of a terminal', () => {
  it('are the theme’s', () => {
    const palette = paletteOf('dark');
    assert.deepEqual(textColors({ color: 2 }, palette), { color: 'rgb(13 188 121)' });
    assert.deepEqual(textColors({ color: 2, bold: true }, palette), { color: 'rgb(35 209 139)' });
    assert.deepEqual(textColors({ bold: true, italic: true }, palette), {});
  });

  it('are those of xterm beyond the theme’s', () => {
    const palette = paletteOf('dark');
    assert.deepEqual(textColors({ color: 208 }, palette), { color: 'rgb(255 135 0)' });
    assert.deepEqual(textColors({ color: 255 }, palette), { color: 'rgb(238 238 238)' });
    assert.deepEqual(textColors({ color: '#ff8000' }, palette), { color: 'rgb(255 128 0)' });
  });

  it('are exchanged when inverse', () => {
    const { color, background } = textColors({ inverse: true }, paletteOf('dark'));
    assert.deepEqual([color, background], ['rgb(24 24 24)', 'rgb(204 204 204)']);
  });

  it('can be read in each theme', () => {
    const color = fc.option(
      fc.oneof(
        fc.nat(255),
        fc.nat(0xffffff).map((value) => `#${value.toString(16).padStart(6, '0')}` as const),
      ),
      { nil: undefined },
    );
    const style = fc.record({ color, background: color, dim: fc.boolean(), inverse: fc.boolean() });
    for (const theme of Object.keys(themes) as ThemeName[]) {
      const palette = paletteOf(theme);
      void fc.assert(
        fc.property(style, (given) => {
          const shown = textColors(given, palette);
          if (shown.color === undefined) return;
          const behind =
            shown.background === undefined ? palette.background : parsed(shown.background);
          assert.ok(
            contrast(parsed(shown.color), behind) >= 4.5,
            JSON.stringify([theme, given, shown]),
          );
        }),
      );
    }
  });

  it('come in any notation, and have defaults', () => {
    const palette = readPalette((name) =>
      name.endsWith('ansiRed') ? ' rgba(1, 2, 3, 0.5) ' : name.endsWith('ansiGreen') ? '#abc' : '',
    );
    assert.deepEqual(palette.ansi[1], [1, 2, 3]);
    assert.deepEqual(palette.ansi[2], [170, 187, 204]);
    assert.deepEqual(palette.ansi[3], [229, 229, 16]);
    assert.equal(palette.ansi.length, 16);
  });
});
