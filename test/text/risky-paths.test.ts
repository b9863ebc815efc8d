import assert from 'node:assert/strict';
import { mayRun, runsLater } from '../../src/text/risky-paths';

/** Spellings of a name that some file system treats as the same. */
function spellings(name: string): string[] {
  const middle = Math.ceil(name.length / 2);
  const fullWidth = (text: string) =>
    text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0));
  return [
    name,
    name.toUpperCase(),
    `${name}.`,
    `${name} `,
    `${name}. .`,
    `${name.slice(0, middle)}\u200c${name.slice(middle)}`,
    `${name}\u2060`,
    fullWidth(name),
  ];
}

describe('a place that tools run or obey', () => {
  const obeyed = [
    ...['.git', '.vscode', '.husky', '.hg', '.svn', 'lab.code-workspace'],
    ...['.devcontainer', '.devcontainer.json', '.devcontainer-lock.json'],
    ...['node_modules', '.venv', 'venv', '.cargo', '.direnv', '.envrc', '.npmrc', '.yarn'],
    ...['.yarnrc.yml', '.pnp.cjs', '.pnp.loader.mjs', '.pre-commit-config.yaml', 'x.pth'],
    ...['.claude', '.mcp.json', '.cursor', '.gemini', '.windsurf'],
    ...['.ssh', '.gnupg', '.netrc', '.bashrc', '.bash_profile', '.profile', '.zshrc', '.zshenv'],
    ...[
      '.cshrc',
      '.vimrc',
      '.exrc',
      '.gdbinit',
      '.inputrc',
      '.config',
      '.gitconfig',
      '.gitmodules',
    ],
  ];

  it('is rejected in every spelling, at any depth', () => {
    for (const name of obeyed.flatMap(spellings)) {
      for (const path of [[name], ['a', name], [name, 'b'], ['a', name, 'b', 'c']]) {
        assert.ok(mayRun(path), JSON.stringify(path));
      }
    }
    for (const name of ['GIT~1', '.v\u017fcode']) assert.ok(mayRun(['a', name]), name);
  });

  it('is nothing else', () => {
    const names = [
      ...['git', '.gitignore', 'vscode', 'main.c', '.github', '.env', 'ssh.c', 'profile.c'],
      ...['config', 'HEAD', 'claude.py', 'cursor.js', 'yarn.lock', 'package.json', 'bashrc.md'],
      ...['.clang-format', '.editorconfig', 'pnp.js', 'devcontainer.md', 'a~b.c'],
    ];
    for (const name of names) assert.ok(!mayRun(['a', name]), name);
  });
});

describe('a file that something runs later', () => {
  it('is one that builds, tests, installs or pushes', () => {
    const names = [
      ...['package.json', 'Makefile', 'GNUmakefile', 'rules.mk', 'CMakeLists.txt', 'find.cmake'],
      ...[
        'conftest.py',
        'setup.py',
        'pyproject.toml',
        'tox.ini',
        'build.gradle',
        'build.gradle.kts',
      ],
      ...['gradlew', 'settings.gradle', 'pom.xml', 'build.rs', 'Cargo.toml', 'Dockerfile'],
      ...['Dockerfile.dev', 'compose.yaml', 'Jenkinsfile', '.gitlab-ci.yml', 'azure-pipelines.yml'],
      ...['vite.config.ts', '.eslintrc.cjs', 'webpack.config.js', 'AGENTS.md', '.gitattributes'],
    ];
    for (const name of names.flatMap(spellings)) assert.ok(runsLater(['a', name]), name);
    for (const path of [
      ['.github', 'workflows', 'ci.yml'],
      ['.circleci', 'config.yml'],
      ['gradle', 'wrapper', 'gradle-wrapper.properties'],
    ]) {
      assert.ok(runsLater(path), path.join('/'));
    }
  });

  it('isn’t an ordinary source file', () => {
    for (const path of [
      'main.c',
      'src/client.py',
      'README.md',
      'make.c',
      'package.c',
      'tests/a.py',
    ]) {
      assert.ok(!runsLater(path.split('/')), path);
    }
  });
});
