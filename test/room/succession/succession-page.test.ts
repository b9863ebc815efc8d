import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { times } from '../../../src/room/succession/state';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/SUCCESSION.md'), 'utf8');
const types = readFileSync(join(root, 'src/room/succession/types.ts'), 'utf8');

/** The names in the first column of the table with this first heading. */
function rows(heading: string): readonly string[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines
    .slice(start + 2, end)
    .flatMap((line) => Array.from((line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)))
    .map(([, name]) => name as string);
}

/** The values of `type` in a union of types.ts. */
function variants(union: string): readonly string[] {
  const text = types.split(`export type ${union} =`)[1]?.split(';\n\n')[0] ?? '';
  return Array.from(text.matchAll(/readonly type: '([^']+)'/g), ([, name]) => name as string);
}

describe('docs/SUCCESSION.md', () => {
  it('has all messages, inputs and effects', () => {
    assert.deepEqual(rows('message'), variants('SuccessionMessage'));
    assert.deepEqual(rows('input').toSorted(), variants('SuccessionInput').toSorted());
    assert.deepEqual(rows('effect').toSorted(), variants('SuccessionEffect').toSorted());
  });

  it('has all times', () => {
    const found = Array.from(page.matchAll(/\| ([\d,]+) +\| `(\w+)` +\|/g));
    const named = found.map(([, ms, name]) => [name, Number(ms?.replace(',', ''))] as const);
    assert.deepEqual(Object.fromEntries(named), times);
  });
});
