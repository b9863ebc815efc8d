import { strict as assert } from 'node:assert';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { bundles } from '../../scripts/build';

/** The most that opening the panel may load, in gzipped bytes. */
const maxInitialBytes = 150 * 1024;
/** The most that the first look for an emoji may load, in gzipped bytes. */
const maxEmojiBytes = 100 * 1024;
/** The most that the first block of code may load, in gzipped bytes. */
const maxHighlighterBytes = 100 * 1024;

describe('the size of the panel', () => {
  const files = new Map<string, { readonly bytes: number; readonly compressed: number }>();
  const inputs: string[] = [];

  before('builds the panel as for a package', async () => {
    const webview = bundles({ production: true }).filter(({ platform }) => platform === 'browser');
    for (const options of webview) {
      const built = await esbuild.build({ ...options, write: false, metafile: true });
      for (const { path: file, contents } of built.outputFiles ?? []) {
        const compressed = gzipSync(contents).length;
        files.set(path.basename(file), { bytes: contents.length, compressed });
      }
      if (Object.hasOwn(options.entryPoints ?? {}, 'panel')) {
        inputs.push(...Object.keys(built.metafile?.inputs ?? {}));
      }
    }
    for (const [name, { bytes, compressed }] of files) {
      process.stdout.write(`      ${name}: ${bytes} bytes, compressed ${compressed}\n`);
    }
  });

  const compressed = (name: string) => {
    const file = files.get(name);
    assert.ok(file, `${name} was not built`);
    return file.compressed;
  };

  it('is small when the panel opens', () => {
    const initial = compressed('panel.js') + compressed('panel.css');
    assert.ok(initial < maxInitialBytes, `${initial} bytes`);
  });

  it('includes no schemas: the extension validates the page’s messages', () => {
    assert.deepEqual(
      inputs.filter((file) => file.includes('node_modules/valibot/')),
      [],
    );
  });

  it('loads the emoji only on demand', () => {
    assert.deepEqual(
      inputs.filter((file) => file.includes('node_modules/emojibase-data/')),
      [],
    );
    assert.ok(compressed('emoji.js') < maxEmojiBytes);
  });

  it('loads the highlighter only on demand', () => {
    assert.deepEqual(
      inputs.filter((file) => file.includes('node_modules/highlight.js/')),
      [],
    );
    assert.ok(compressed('highlighter.js') < maxHighlighterBytes);
  });
});
