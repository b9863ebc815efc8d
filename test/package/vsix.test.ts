import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { buildHub } from '../../scripts/build';

const root = path.resolve(__dirname, '../..');

/** The files the extension needs. The README loads its pictures from the repository, not from here. */
const allowed = [
  /^dist\/(extension|program|iconv-lite|cpace|wide|panel|highlighter|emoji|wire|invite)\.js$/,
  /^dist\/(panel|wire|invite)\.css$/,
  /^l10n\/bundle\.l10n\.[\w-]+\.json$/,
  /^media\/(icon\.png|activity\.svg|(tab|selected)-(light|dark)\.svg)$/,
  /^media\/lab-clients\/[\w-]+\.(py|c|java|go)$/,
  /^media\/walkthrough\/[\w-]+\.svg$/,
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(README|CHANGELOG|THIRD-PARTY-NOTICES)\.md$/,
  /^LICENSE$/,
];

/** That the package works once it's installed is tested in test/window. */
describe('the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-vsix-'));
  /** `npm test` names where the tests of windows look for it. */
  const vsix = process.env.DESKMATE_VSIX ?? path.join(folder, 'deskmate.vsix');

  before(async () => {
    // `npm run hub` leaves its program beside what the extension needs.
    await buildHub();
    mkdirSync(path.dirname(vsix), { recursive: true });
    await createVSIX({
      cwd: root,
      packagePath: vsix,
      dependencies: false,
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  it('contains the files it needs and nothing else', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const others = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
    assert.deepEqual(others, []);
    for (const pattern of allowed)
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern}`,
      );
  });

  it('is smaller than 1.1 MB', () => {
    const { size } = statSync(vsix);
    // The client of the servers for wide rooms takes 65 kB of it; it is loaded with the first such room.
    assert.ok(size < 1_100_000, `${size} bytes`);
  });
});
