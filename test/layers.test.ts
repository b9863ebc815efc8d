import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What each layer must not import, as docs/ARCHITECTURE.md has it. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  'src/util': ['vscode', 'node:fs', '../net/dial'],
  'src/net': [
    'vscode',
    '../room/room',
    '../store/room-archive',
    '../ui/api',
    '../webview/messages',
    '../cli/hub',
  ],
  'src/net/lab': ['vscode', '../../room/room'],
  'src/room': [
    'vscode',
    'node:net',
    '../store/room-archive',
    '../net/dial',
    '../ui/api',
    '../webview/messages',
  ],
  'src/store': ['vscode', '../net/dial', '../room/session', '../ui/api', '../cli/hub'],
  'src/ui': ['../net/dial', '../cli/hub', '../webview/app/main'],
  'src/webview': ['../net/dial', '../room/room', '../ui/api', './app/main'],
  'src/webview/app': ['vscode', 'node:fs', '../provider', '../../room/room', '../../util/event'],
  'src/cli': ['vscode', '../ui/api', '../webview/messages'],
};

const allowed: Readonly<Record<string, string>> = {
  'src/room': "import type { Network } from '../net/transport';\nexport type B = Network;\n",
  'src/net': "import { Emitter } from '../util/event';\nexport const b = Emitter;\n",
  'src/store':
    "import { encodeFrame } from '../net/deskmate/encode';\nimport { logEntries } from '../net/deskmate/frames';\n" +
    "import type { Journal } from '../room/journal';\nimport { withoutSecrets } from '../room/without-secrets';\n" +
    'export type B = Journal;\nexport const b = [encodeFrame, logEntries, withoutSecrets];\n',
  'src/webview/app': "import type { ToPanel } from '../messages';\nexport type B = ToPanel;\n",
};

describe('the layers', function () {
  this.timeout(30_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'layers-'));
    for (const name of ['biome.json', 'lint-net-types.grit', 'lint-store-types.grit'])
      cpSync(name, join(folder, name));
  });

  after(() => rmSync(folder, { recursive: true }));

  /** Writes sources into a tree of their own, and gives what the linter says of them, by path. */
  function lint(sources: ReadonlyMap<string, string>): string {
    for (const [path, source] of sources) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const biome = resolve('node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const args = ['lint', '--colors=off', '--vcs-enabled=false', '--max-diagnostics=none', 'src'];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout + stderr;
  }

  it('cannot import what they must not know', () => {
    const sources = new Map<string, string>();
    for (const [layer, imports] of Object.entries(forbidden)) {
      for (const [index, name] of imports.entries()) {
        sources.set(
          `${layer}/no${index}.ts`,
          `import { a } from '${name}';\nexport const b = a;\n`,
        );
      }
    }
    const report = lint(sources);
    for (const [path, source] of sources) {
      const lines = report
        .split('\n')
        .filter((line) => line.replaceAll('\\', '/').startsWith(path));
      assert.match(lines.join('\n'), /noRestrictedImports|plugin/, `${path}: ${source}\n${report}`);
    }
  });

  it('can import what they may', () => {
    const sources = Object.entries(allowed).map(
      ([layer, text]) => [`${layer}/yes.ts`, text] as const,
    );
    assert.doesNotMatch(lint(new Map(sources)), /yes\.ts/);
  });
});
