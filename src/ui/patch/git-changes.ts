import type { Uri } from 'vscode';

/**
 * The parts in use of version 1 of the API that VS Code's built-in git extension offers, as declared in
 * `extensions/git/src/api/git.d.ts` of VS Code 1.100 and later.
 */
export interface GitApi {
  /** `initialized` once the background search for repositories is done. */
  readonly state: 'uninitialized' | 'initialized';
  readonly repositories: readonly GitRepository[];
  getRepository(uri: Uri): GitRepository | null;
  onDidChangeState(listener: () => void): { dispose(): void };
}

export interface GitRepository {
  readonly rootUri: Uri;
  readonly state: {
    /** `commit` is absent in a repository without commits. */
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly mergeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /**
     * Filled when the setting `git.untrackedChanges` is `separate`; otherwise untracked files are among the
     * other changes.
     */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Refreshes the state. */
  status(): Promise<void>;
  /**
   * @param path absolute, spelled as in the file system
   * @throws with `gitErrorCode: 'UnknownPath'` when the commit doesn't contain it
   */
  getObjectDetails(
    ref: string,
    path: string,
  ): Promise<{ readonly mode: string; readonly size: number }>;
  buffer(ref: string, path: string): Promise<Uint8Array>;
}

export interface GitChange {
  /** The current and the original address; they differ for a renamed file. */
  readonly uri: Uri;
  readonly originalUri: Uri;
  readonly status: number;
}

/** The exports of the git extension. */
export interface GitExtension {
  readonly enabled: boolean;
  /** @throws when git is disabled or not installed */
  getAPI(version: 1): GitApi;
}

/** `Status.UNTRACKED`: the file isn't under version control. Other numbers differ between versions. */
const untracked = 7;

/** The modes of entries that aren't plain files. */
export const linkMode = '120000';
export const executableMode = '100755';
export const submoduleMode = '160000';

/** A file that may differ. */
export interface Candidate {
  readonly uri: Uri;
  /**
   * The address under which the editor has it open with unsaved changes, if a link makes that another one.
   */
  readonly opened?: Uri;
  /** The repository that it belongs to; absent when it is compared with the disk. */
  readonly repository?: GitRepository;
  /**
   * Whether git lists it, so that a file missing in the last commit is new; otherwise it only has unsaved
   * changes.
   */
  readonly listed: boolean;
  /** Whether the last commit may contain it. */
  readonly known: boolean;
}

/**
 * Merges candidates that are the same file under several addresses: git resolves links, the editor doesn't.
 * @param keys one per candidate, equal for addresses of the same file
 */
export function mergeChanges(
  candidates: readonly Candidate[],
  keys: readonly string[],
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const [index, candidate] of candidates.entries()) {
    const key = keys[index] ?? '';
    const first = found.get(key);
    found.set(key, first ? { ...first, opened: candidate.uri } : candidate);
  }
  return [...found.values()];
}

/**
 * The files that git lists, staged or not, and the files with unsaved changes; each once. A renamed file
 * counts as two: the original and the new one.
 */
export function candidatesOf(git: GitApi | undefined, unsaved: readonly Uri[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const repository of git?.repositories ?? []) {
    const { mergeChanges, indexChanges, workingTreeChanges, untrackedChanges } = repository.state;
    const hasCommit = repository.state.HEAD?.commit !== undefined;
    const groups = [mergeChanges, indexChanges, workingTreeChanges, untrackedChanges ?? []];
    for (const { uri, originalUri, status } of groups.flat()) {
      for (const each of [uri, originalUri]) {
        const key = each.toString();
        const known = hasCommit && (status !== untracked || found.get(key)?.known === true);
        found.set(key, { uri: each, repository, listed: true, known });
      }
    }
  }
  for (const uri of unsaved) {
    if (found.has(uri.toString())) continue;
    const repository = git?.getRepository(uri) ?? undefined;
    const known = repository?.state.HEAD?.commit !== undefined;
    found.set(uri.toString(), {
      uri,
      ...(repository && { repository }),
      listed: false,
      known,
    });
  }
  return [...found.values()];
}
