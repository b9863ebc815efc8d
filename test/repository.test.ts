import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { EDITORS, NEWEST, OLDEST } from '../scripts/editor/versions';
import { MIN_VERSION } from '../src/cli/wide/nats-version';

const ROOT = path.resolve(__dirname, '..');
const WORKFLOWS = '.github/workflows';
const manifest = JSON.parse(read('package.json'));

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job {
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = new Map(
  filesIn(WORKFLOWS).map((file) => [path.basename(file), load(read(file)) as Workflow]),
);
const jobs = [...workflows.values()].flatMap((workflow) => Object.values(workflow.jobs));
const steps = jobs.flatMap((job) => job.steps ?? []);

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

function captures(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, captured]) => captured ?? '');
}

/** `[1, 100]` of `^1.100.0`, `>=1.100.0` and `1.100.3`. */
function majorAndMinor(version: string): number[] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}

function matrix(workflow: string, job: string): Readonly<Record<string, readonly string[]>> {
  const found = workflows.get(workflow)?.jobs[job]?.strategy?.matrix;
  assert.ok(found, `${workflow} has no matrix in ${job}`);
  return found;
}

describe('the workflows', () => {
  const commands = steps.map(({ run }) => run ?? '').join('\n');

  it('run scripts that package.json has', () => {
    const scripts = captures(commands, /\bnpm run ([\w:-]+)/g);
    assert.ok(scripts.length > 0);
    for (const script of scripts) assert.ok(script in manifest.scripts, script);
  });

  it('run programs of locked packages', () => {
    const programs = captures(commands, /\bnpx ([\w-]+)/g);
    assert.deepEqual(programs.sort(), ['ovsx', 'vsce']);
    for (const name of programs) {
      assert.ok(existsSync(path.join(ROOT, 'node_modules/.bin', name)), name);
    }
  });

  it('run the commands that the README tells developers to run', () => {
    const [start, test] = captures(read('README.md'), /^(npm ci && .+)$/gm);
    assert.deepEqual([start, test], ['npm ci && npm start', 'npm ci && npm test']);
    assert.ok(steps.some(({ run }) => run === test));
  });

  it('test in the oldest and the newest editor, on three systems', () => {
    const { editor, os } = matrix('ci.yml', 'desktop');
    assert.deepEqual(editor, Object.keys(EDITORS));
    assert.deepEqual(os, ['ubuntu-latest', 'macos-latest', 'windows-latest']);
    // Linux runs the unit tests in `npm test`.
    assert.deepEqual(['ubuntu-latest', ...(matrix('ci.yml', 'unit').os ?? [])], os);
  });

  it('use only GitHub’s actions, at the commit of a release', () => {
    const lines = captures([...workflows.keys()].map(source).join('\n'), /\buses: (.+)$/gm);
    const actions = lines.filter((line) => !line.startsWith('./'));
    assert.ok(actions.length > 0);
    for (const action of actions) {
      assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    assert.equal(new Set(actions).size, new Set(actions.map((line) => line.split('@')[0])).size);
  });

  it('have an old and a new server of wide rooms wherever unit tests run', () => {
    const testing = jobs.filter(({ steps: all = [] }) =>
      all.some(({ run = '' }) => /npm test|test:unit|run coverage/.test(run)),
    );
    assert.ok(testing.length >= 3);
    for (const { steps: all = [] } of testing) {
      assert.ok(all.some(({ uses }) => uses === './.github/actions/nats-server'));
    }
    const versions = captures(
      read('.github/actions/nats-server/action.yml'),
      /\bv(\d+\.\d+\.\d+)/g,
    );
    assert.ok(versions.length === 2 && versions[0] === MIN_VERSION, versions.join());
  });

  it('give read permission only, unless a job asks for more', () => {
    for (const [name, { permissions }] of workflows) {
      for (const granted of Object.values(permissions)) assert.equal(granted, 'read', name);
    }
  });

  it('publish for a tag only, after all tests', () => {
    const { on, jobs: all = {} } = workflows.get('release.yml') ?? {};
    assert.deepEqual(on, { push: { tags: ['v*'] } });
    assert.deepEqual([all.test?.uses, all.package?.needs], ['./.github/workflows/ci.yml', 'test']);
    for (const name of ['github', 'marketplaces', 'npm']) {
      assert.equal(all[name]?.needs, 'package', name);
    }
  });

  it('publish to npm with provenance, which no other job may sign', () => {
    const publishing = steps.filter(({ run = '' }) => run.includes('npm publish'));
    assert.equal(publishing.length, 1);
    assert.match(
      publishing[0]?.run ?? '',
      /npm publish \.\/deskmate\.tgz --provenance .*--ignore-scripts/,
    );
    const signing = jobs.filter(({ permissions }) => permissions?.['id-token'] === 'write');
    assert.deepEqual(signing, [workflows.get('release.yml')?.jobs.npm]);
  });

  it('have a time limit, and don’t run twice for one commit', () => {
    for (const workflow of workflows.values()) assert.ok(workflow.concurrency);
    for (const job of jobs) assert.ok(job.uses ?? job['timeout-minutes']);
  });

  function source(name: string): string {
    return read(`${WORKFLOWS}/${name}`);
  }
});

describe('the supported versions', () => {
  it('of the editor are the same in package.json, its types and the tests', () => {
    const lowest = majorAndMinor(manifest.engines.vscode);
    assert.deepEqual(majorAndMinor(OLDEST.vscode), lowest);
    assert.deepEqual(majorAndMinor(manifest.devDependencies['@types/vscode']), lowest);
    for (const { codeServer, vscode } of [OLDEST, NEWEST]) {
      // code-server counts VS Code's minor versions under a major version of its own.
      assert.equal(codeServer.split('.')[1], vscode.split('.')[1]);
    }
  });

  it('of Node are the same in package.json, .nvmrc and the types', () => {
    const lowest = majorAndMinor(manifest.engines.node);
    assert.deepEqual(majorAndMinor(read('.nvmrc')), lowest);
    assert.equal(majorAndMinor(manifest.devDependencies['@types/node'])[0], lowest[0]);
  });
});

describe('the repository', () => {
  it('has one address', () => {
    const url = manifest.repository.url.replace(/\.git$/, '');
    assert.match(url, /^https:\/\/github\.com\/[\w-]+\/[\w-]+$/);
    assert.equal(manifest.bugs.url, `${url}/issues`);
    assert.equal(manifest.homepage, `${url}#readme`);
    for (const file of ['SECURITY.md', 'CODE_OF_CONDUCT.md', '.github/ISSUE_TEMPLATE/config.yml']) {
      const report = captures(read(file), /(https:\/\/[^\s)]+\/advisories\/new)/g);
      assert.deepEqual([...new Set(report)], [`${url}/security/advisories/new`], file);
    }
  });

  it('has forms whose fields have unique names', () => {
    const forms = filesIn('.github/ISSUE_TEMPLATE').filter((file) => !file.endsWith('config.yml'));
    for (const file of forms) {
      const form = load(read(file)) as { name: string; body: { type: string; id?: string }[] };
      assert.ok(form.name, file);
      const fields = form.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
      assert.ok(fields.length > 0 && fields.every(Boolean), file);
      assert.equal(new Set(fields).size, fields.length, file);
    }
  });

  it('holds back updates only of packages that it uses', () => {
    const { updates } = load(read('.github/dependabot.yml')) as {
      updates: { ignore?: { 'dependency-name': string }[] }[];
    };
    const held = updates.flatMap(({ ignore = [] }) =>
      ignore.map((rule) => rule['dependency-name']),
    );
    assert.ok(held.length > 0);
    for (const name of held) assert.ok(name in manifest.devDependencies, name);
  });

  it('is formatted the same with and without Biome', () => {
    const { formatter } = JSON.parse(read('biome.json'));
    const [, everywhere = ''] = read('.editorconfig').split(/^\[.+\]$/m);
    const rules = Object.fromEntries(
      Array.from(everywhere.matchAll(/^(\w+) = (.+)$/gm), ([, key, value]) => [key, value]),
    );
    assert.equal(rules.indent_style, formatter.indentStyle);
    assert.equal(rules.indent_size, `${formatter.indentWidth}`);
    assert.equal(rules.max_line_length, `${formatter.lineWidth}`);
  });

  it('has pages whose links lead to files', () => {
    const pages = ['.', 'docs'].flatMap((folder) =>
      filesIn(folder).filter((file) => file.endsWith('.md')),
    );
    for (const page of pages) {
      for (const link of captures(read(page), /\]\((?![a-z]+:|#)([^)#]+)/g)) {
        assert.ok(existsSync(path.join(ROOT, path.dirname(page), link)), `${page}: ${link}`);
      }
    }
  });
});
