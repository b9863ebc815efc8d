/**
 * Files and folders that tools run or obey without anyone opening them, or that contain keys; names in
 * lower case.
 */
const runNames: ReadonlySet<string> = new Set([
  // Version control: hooks, filters, and settings that name programs.
  ...['.git', '.gitconfig', '.gitmodules', '.hg', '.hgrc', '.svn', '.jj', '.bzr'],
  ...['.husky', '.pre-commit-config.yaml', 'lefthook.yml', '.lefthook.yml'],
  // Editors: tasks, settings that name programs, plugins.
  ...['.vscode', '.vs', '.idea', '.fleet', '.zed', '.settings', '.theia', '.nova'],
  ...['.vimrc', '.gvimrc', '.exrc', '.nvimrc', '.nvim.lua', '.vim', '.emacs', '.emacs.d'],
  '.dir-locals.el',
  // AI assistants: servers that they start, hooks, rules that they follow.
  ...['.claude', '.claude.json', '.mcp.json', '.cursor', '.cursorrules', '.windsurf'],
  ...[
    '.windsurfrules',
    '.gemini',
    '.codex',
    '.kiro',
    '.roo',
    '.roomodes',
    '.clinerules',
    '.continue',
  ],
  ...['.aider.conf.yml', '.amazonq', '.agents', '.augment', '.junie', '.opencode', 'opencode.json'],
  // Packages and environments: code that other programs here load or run.
  ...['node_modules', '.yarn', '.yarnrc', '.yarnrc.yml', '.npmrc', '.pnpmfile.cjs', '.bunfig.toml'],
  ...['.venv', 'venv', '.cargo', '.bundle', '.mvn', '.gradle', '.m2', '.config', '.local'],
  ...['.direnv', '.envrc', '.mise.toml', 'mise.toml', '.mise', '.rtx.toml', '.tool-versions'],
  ...['sitecustomize.py', 'usercustomize.py', '.pythonrc', '.pythonrc.py', '.ipython', '.jupyter'],
  ...['.rprofile', '.renviron', '.irbrc', '.pryrc', '.julia', '.octaverc'],
  ...['.gdbinit', '.lldbinit', '.pdbrc', '.inputrc', '.screenrc', '.tmux.conf', '.editrc'],
  // Shells: files that run when a shell starts or ends.
  ...['.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.profile'],
  ...['.zshrc', '.zshenv', '.zprofile', '.zlogin', '.zlogout', '.kshrc', '.mkshrc', '.shrc'],
  ...[
    '.cshrc',
    '.tcshrc',
    '.login',
    '.logout',
    '.xprofile',
    '.xinitrc',
    '.xsession',
    '.pam_environment',
  ],
  ...['profile.ps1', 'microsoft.powershell_profile.ps1', 'autorun.inf'],
  // Keys and passwords.
  ...['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker', '.netrc', '_netrc', '.pypirc'],
  ...['.git-credentials', '.password-store', '.pgpass', '.my.cnf'],
]);

const runPrefixes = ['.devcontainer', '.pnp.'] as const;
const runEndings = ['.code-workspace', '.pth', '.sublime-project'] as const;

/** Whether a tool might run or obey a file at this path without anyone opening it. */
export function mayRun(segments: readonly string[]): boolean {
  return segments.some((segment) => {
    const name = plainName(segment);
    return (
      runNames.has(name) ||
      /~\d/.test(name) ||
      runPrefixes.some((prefix) => name.startsWith(prefix)) ||
      runEndings.some((ending) => name.endsWith(ending))
    );
  });
}

/** Files that run later by some means other than opening them; names in lower case. */
const laterNames: ReadonlySet<string> = new Set([
  ...['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'deno.json'],
  ...['deno.jsonc', 'bunfig.toml', 'turbo.json', 'nx.json', 'gulpfile.js', 'gruntfile.js'],
  ...['makefile', 'gnumakefile', 'bsdmakefile', 'justfile', 'taskfile.yml', 'taskfile.yaml'],
  ...['cmakelists.txt', 'cmakepresets.json', 'cmakeuserpresets.json', 'meson.build', 'configure'],
  ...['configure.ac', 'sconstruct', 'sconscript', 'wscript', 'build.ninja', 'xmake.lua'],
  ...['workspace', 'workspace.bazel', 'module.bazel', 'build', 'build.bazel', '.bazelrc'],
  ...[
    'conftest.py',
    'setup.py',
    'setup.cfg',
    'pyproject.toml',
    'pytest.ini',
    'tox.ini',
    'noxfile.py',
  ],
  ...['tasks.py', 'fabfile.py', 'requirements.txt', 'pipfile', 'environment.yml', 'manage.py'],
  ...['build.gradle', 'settings.gradle', 'gradle.properties', 'gradlew', 'gradlew.bat'],
  ...['pom.xml', 'mvnw', 'mvnw.cmd', 'build.xml', 'ivy.xml', 'build.sbt', 'build.sc'],
  ...['cargo.toml', 'build.rs', 'go.mod', 'gemfile', 'rakefile', 'composer.json', 'mix.exs'],
  ...['package.swift', 'build.zig', 'dune', 'flake.nix', 'default.nix', 'shell.nix', 'stack.yaml'],
  ...['directory.build.props', 'directory.build.targets', 'nuget.config', 'global.json'],
  ...['dockerfile', 'containerfile', 'docker-compose.yml', 'docker-compose.yaml', 'compose.yml'],
  ...['compose.yaml', 'vagrantfile', 'procfile', '.env', '.gitattributes'],
  ...['jenkinsfile', '.gitlab-ci.yml', '.travis.yml', 'azure-pipelines.yml', 'appveyor.yml'],
  ...['claude.md', 'claude.local.md', 'agents.md', 'gemini.md'],
  ...['.drone.yml', 'bitbucket-pipelines.yml', '.cirrus.yml', '.gitpod.yml'],
]);

/** Folders that contain only such files. */
const laterFolders: ReadonlySet<string> = new Set([
  '.github',
  '.gitlab',
  '.circleci',
  '.buildkite',
  '.woodpecker',
  '.forgejo',
  '.gitea',
]);

const laterEndings = [
  ...['.mk', '.mak', '.cmake', '.gradle', '.gradle.kts', '.bzl', '.sbt'],
  ...[
    '.csproj',
    '.fsproj',
    '.vbproj',
    '.vcxproj',
    '.props',
    '.targets',
    '.sln',
    '.gemspec',
    '.cabal',
  ],
] as const;

/** Configuration files that their tools run: `vite.config.ts`, `.eslintrc.cjs`. */
const toolConfig = /(?:\.config|^\.[a-z-]+rc)\.[cm]?[jt]sx?$/;

/**
 * Whether a file runs, or decides what runs, on build, test, install or push. A user who applies a patch
 * to it should read it first.
 */
export function runsLater(segments: readonly string[]): boolean {
  const names = segments.map(plainName);
  const name = names.at(-1) ?? '';
  return (
    laterNames.has(name) ||
    toolConfig.test(name) ||
    laterEndings.some((ending) => name.endsWith(ending)) ||
    names.some((folder) => laterFolders.has(folder)) ||
    name.startsWith('dockerfile.') ||
    (names.includes('gradle') && names.includes('wrapper'))
  );
}

/**
 * A name as the least exact file system treats it: without format characters, in compatibility form (HFS+,
 * APFS), without dots and spaces at the end (Windows, whose short names, such as `GIT~1`, contain a tilde).
 */
export function plainName(name: string): string {
  return name
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .replace(/(?<![. ])[. ]+$/, '')
    .toLowerCase();
}
