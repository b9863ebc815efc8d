import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import {
  candidatesOf,
  type GitApi,
  type GitChange,
  type GitRepository,
  mergeChanges,
} from '../../../src/ui/patch/git-changes';

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` }) as unknown as Uri;

const change = (path: string, status: number, from = path): GitChange => ({
  uri: uriOf(path),
  originalUri: uriOf(from),
  status,
});

function repository(state: Partial<GitRepository['state']>): GitRepository {
  return {
    rootUri: uriOf('/lab'),
    state: {
      HEAD: { commit: 'c0ffee' },
      mergeChanges: [],
      indexChanges: [],
      workingTreeChanges: [],
      ...state,
    },
    status: async () => {},
    getObjectDetails: () => Promise.reject(new Error('not asked')),
    buffer: () => Promise.reject(new Error('not asked')),
  };
}

const gitWith = (...repositories: GitRepository[]): GitApi => ({
  state: 'initialized',
  repositories,
  getRepository: (uri) =>
    repositories.find(({ rootUri }) => uri.path.startsWith(`${rootUri.path}/`)) ?? null,
  onDidChangeState: () => ({ dispose: () => {} }),
});

const summary = (git: GitApi | undefined, unsaved: readonly Uri[] = []) =>
  candidatesOf(git, unsaved).map(({ uri, known, listed }) => [uri.path, known, listed]);

describe('files that may differ', () => {
  it('are what git lists, staged and unstaged alike, each once', () => {
    const git = gitWith(
      repository({
        indexChanges: [change('/lab/a.c', 0), change('/lab/b.c', 1)],
        workingTreeChanges: [change('/lab/a.c', 5), change('/lab/gone.c', 6)],
        mergeChanges: [change('/lab/both.c', 18)],
      }),
    );
    assert.deepEqual(
      summary(git).map(([path]) => path),
      ['/lab/both.c', '/lab/a.c', '/lab/b.c', '/lab/gone.c'],
    );
  });

  it('are new when git doesn’t track them, wherever it lists them', () => {
    const mixed = repository({ workingTreeChanges: [change('/lab/new.c', 7)] });
    const separate = repository({ untrackedChanges: [change('/lab/new.c', 7)] });
    for (const each of [mixed, separate]) {
      assert.deepEqual(summary(gitWith(each)), [['/lab/new.c', false, true]]);
    }
  });

  it('aren’t new when they were only removed from the index', () => {
    const git = gitWith(
      repository({
        indexChanges: [change('/lab/a.c', 2)],
        untrackedChanges: [change('/lab/a.c', 7)],
      }),
    );
    assert.deepEqual(summary(git), [['/lab/a.c', true, true]]);
  });

  it('are two for a renamed file', () => {
    const git = gitWith(repository({ indexChanges: [change('/lab/new.c', 3, '/lab/old.c')] }));
    assert.deepEqual(summary(git), [
      ['/lab/new.c', true, true],
      ['/lab/old.c', true, true],
    ]);
  });

  it('are all new before the first commit', () => {
    const git = gitWith(repository({ HEAD: {}, indexChanges: [change('/lab/a.c', 1)] }));
    assert.deepEqual(summary(git), [['/lab/a.c', false, true]]);
  });

  it('are those with unsaved changes too, with and without git', () => {
    const unsaved = [uriOf('/lab/a.c'), uriOf('/lab/b.c'), uriOf('/else/c.c')];
    const git = gitWith(repository({ workingTreeChanges: [change('/lab/a.c', 5)] }));
    assert.deepEqual(summary(git, unsaved), [
      ['/lab/a.c', true, true],
      ['/lab/b.c', true, false],
      ['/else/c.c', false, false],
    ]);
    assert.deepEqual(
      summary(undefined, unsaved).map(([, known]) => known),
      [false, false, false],
    );
  });

  it('are listed once, as git knows them, when a folder was opened by a link', () => {
    const git = gitWith(repository({ workingTreeChanges: [change('/lab/a.c', 5)] }));
    const both = candidatesOf(git, [uriOf('/link/a.c'), uriOf('/link/b.c')]);
    const [first, second] = mergeChanges(both, ['a', 'a', 'b']);
    assert.deepEqual([first?.uri.path, first?.opened?.path], ['/lab/a.c', '/link/a.c']);
    assert.deepEqual([first?.listed, first?.repository?.rootUri.path], [true, '/lab']);
    assert.deepEqual([second?.uri.path, second?.opened], ['/link/b.c', undefined]);
  });
});
