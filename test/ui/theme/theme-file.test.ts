import { strict as assert } from 'node:assert';
import { activeTheme, type ContributedTheme, readTheme } from '../../../src/ui/theme/theme-file';
import { themeCodeColors } from '../../../src/ui/theme/token-colors';

function reader(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return Promise.resolve(files[path]);
  };
  return { asked, read };
}

describe("a theme's file", () => {
  it('comes after those that it includes', async () => {
    const { read } = reader({
      '/ext/themes/modern.json': `{
        // The editor's own themes have comments and trailing commas.
        "include": "./plus.json",
        "colors": { "editor.foreground": "#CCCCCC", },
      }`,
      '/ext/themes/plus.json': `{
        "include": "../base/vs.json",
        "tokenColors": [{ "scope": "keyword.control", "settings": { "foreground": "#C586C0" } }]
      }`,
      '/ext/base/vs.json': `{
        "colors": { "editor.foreground": "#D4D4D4" },
        "settings": [{ "scope": "keyword.control", "settings": { "foreground": "#569cd6" } }],
        "semanticTokenColors": { "function": "#111111" }
      }`,
    });
    const theme = await readTheme('/ext/themes/modern.json', read);
    const colors = themeCodeColors(theme);
    assert.equal(colors.keyword, '#c586c0');
    assert.equal(colors.function, '#cccccc', 'semantic highlighting is off');
  });

  it('has semantic colors if it enables them', async () => {
    const { read } = reader({
      '/a.json':
        '{ "semanticHighlighting": true, "semanticTokenColors": { "function": "#123456" } }',
    });
    assert.equal(themeCodeColors(await readTheme('/a.json', read)).function, '#123456');
  });

  it('may include itself or a missing file, or not be a theme', async () => {
    const { asked, read } = reader({
      '/loop.json': '{ "include": "loop.json", "tokenColors": "old.tmTheme" }',
      '/gone.json': '{ "include": "./nowhere.json" }',
      '/text.json': 'not a theme',
      '/list.json': '[null, {}]',
      '/null.json': '{ "tokenColors": [null, 7], "colors": null, "include": 7 }',
    });
    for (const path of ['/loop.json', '/gone.json', '/text.json', '/list.json', '/null.json']) {
      assert.deepEqual(themeCodeColors(await readTheme(path, read)), {}, path);
    }
    assert.ok(asked.length < 20);
  });
});

describe('the theme that is shown', () => {
  const themes: ContributedTheme[] = [
    { name: 'Day', base: 'vs', path: '/day' },
    { name: 'Night', base: 'vs-dark', path: '/night' },
    { name: 'Owl', base: 'vs-dark', path: '/owl' },
    { name: 'Contrast', base: 'hc-black', path: '/contrast' },
  ];
  const settings = {
    colorTheme: 'Owl',
    preferred: 'Night',
    preferredDefault: 'Night',
    systemDecides: false,
  };

  it('is the one in the settings, if it has the shown base', () => {
    assert.equal(activeTheme(themes, settings, 'vs-dark')?.name, 'Owl');
    const other = { ...settings, preferred: 'Contrast', preferredDefault: 'Contrast' };
    assert.equal(activeTheme(themes, other, 'hc-black')?.name, 'Contrast');
  });

  it('is the preferred one when the system decides', () => {
    const decides = { ...settings, systemDecides: true };
    assert.equal(activeTheme(themes, decides, 'vs-dark')?.name, 'Night');
    assert.equal(activeTheme(themes, { ...decides, preferred: 'Gone' }, 'vs-dark')?.name, 'Owl');
  });

  it('is the default of its kind when no theme in the settings is installed', () => {
    const odd = { colorTheme: 7, preferred: undefined, preferredDefault: 'Day' };
    assert.equal(activeTheme(themes, { ...odd, systemDecides: false }, 'vs')?.name, 'Day');
    assert.equal(activeTheme(themes, { ...odd, systemDecides: true }, 'hc-light'), undefined);
  });
});
