import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';

const root = path.resolve(__dirname, '../..');

/** What a person's editor needs. The README's pictures come from the repository: no editor shows those of a package. */
const allowed = [
  /^dist\/(extension|iconv-lite|panel|highlighter)\.js$/,
  /^dist\/panel\.css$/,
  /^l10n\/bundle\.l10n\.[\w-]+\.json$/,
  /^media\/(icon\.png|activity\.svg|tab-(light|dark)\.svg)$/,
  /^media\/walkthrough\/[\w-]+\.svg$/,
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(README|CHANGELOG|THIRD-PARTY-NOTICES)\.md$/,
  /^LICENSE$/,
];

/** That it works once it is installed is what test/window tries. */
describe('the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-vsix-'));
  const vsix = path.join(folder, 'deskmate.vsix');

  before(() =>
    createVSIX({
      cwd: root,
      packagePath: vsix,
      dependencies: false,
    }),
  );
  after(() => rmSync(folder, { recursive: true }));

  it('holds what is needed and nothing else', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const others = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
    assert.deepEqual(others, []);
    for (const pattern of allowed)
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern}`,
      );
  });

  it('is smaller than 1 MB', () => {
    const { size } = statSync(vsix);
    assert.ok(size < 1_000_000, `${size} bytes`);
  });
});
