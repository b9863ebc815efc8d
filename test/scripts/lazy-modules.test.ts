import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { lazyModules } from '../../scripts/lazy-modules';
import { temporaryFolder } from '../helpers/temporary-folder';

/** A program with characters outside ASCII wherever they can be, whose module is loaded later. */
const program = `import('./later').then(({ facts }) => console.log(JSON.stringify(facts)));`;
const later = `
  const 名 = { '键—ключ': '“é…”', é: \`a\${1 + 1}😀\\n’\` };
  export const facts = [
    名,
    '我😀：b'.match(/[：😀]/gu),
    'ß１'.replace(/[À-ÿ]/g, '1').replace(/\\p{N}|１/gu, '<$&>'),
    /^[^“”]+$/.test('”'),
    ['x'].map((each) => (() => each + '’')()),
  ];`;

describe('a program whose modules are parsed when they are needed', () => {
  const folder = temporaryFolder();

  async function build(plugins: esbuild.Plugin[]): Promise<string> {
    const place = folder();
    writeFileSync(path.join(place, 'program.ts'), program);
    writeFileSync(path.join(place, 'later.ts'), later);
    const { outputFiles } = await esbuild.build({
      ...{ entryPoints: [path.join(place, 'program.ts')], outdir: place, plugins },
      ...{ bundle: true, write: false, minify: true, platform: 'node', target: 'node20' },
    });
    return outputFiles[0]?.text ?? '';
  }

  const run = (code: string) => execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' });

  it('is ASCII, has each module in a method, and does the same', async () => {
    const [plain, lazy] = [await build([]), await build([lazyModules])];
    assert.match(lazy, /^[\0-\x7f]*$/);
    assert.match(lazy, /\{"[^"]*later\.ts"\(\)\{/);
    assert.doesNotMatch(lazy, /__esm|facts=/);
    assert.equal(run(lazy), run(plain));
    assert.equal(JSON.parse(run(lazy)).length, 5);
  });
});
