import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const nls = JSON.parse(readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8'));

/** The first cells of a table's rows, bold or as code. */
function firstCells(pattern: RegExp): string[] {
  const rows = readme.split('\n').filter((line) => line.startsWith('| '));
  return rows.flatMap((row) =>
    Array.from(row.split('|')[1]?.matchAll(pattern) ?? [], ([, t]) => t ?? ''),
  );
}

describe('the README', () => {
  it('has a row for every command, and no others', () => {
    const commands: { title: string }[] = manifest.contributes.commands;
    const titles = commands.map(({ title }) => nls[title.slice(1, -1)]);
    assert.deepEqual(firstCells(/\*\*(?:Chat: )?([^*]+)\*\*/g).sort(), titles.sort());
  });

  it('has a row for every setting, and no others', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    assert.deepEqual(firstCells(/`([^`]+)`/g).sort(), settings.sort());
  });

  it('shows every picture, and no others', () => {
    const shown = Array.from(
      readme.matchAll(/media\/screenshots\/([\w-]+\.png)/g),
      ([, name]) => name,
    );
    assert.deepEqual(shown.sort(), readdirSync(path.join(ROOT, 'media/screenshots')).sort());
  });
});
