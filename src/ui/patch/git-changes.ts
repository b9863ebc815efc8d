import type { Uri } from 'vscode';

/**
 * What is used here of version 1 of the API that VS Code's built-in git extension offers to others, as
 * it is declared in `extensions/git/src/api/git.d.ts` of VS Code 1.100 and later.
 */
export interface GitApi {
  /** Repositories are looked for in the background; `initialized` once that is done. */
  readonly state: 'uninitialized' | 'initialized';
  readonly repositories: readonly GitRepository[];
  getRepository(uri: Uri): GitRepository | null;
  onDidChangeState(listener: () => void): { dispose(): void };
}

export interface GitRepository {
  readonly rootUri: Uri;
  readonly state: {
    /** Without a commit in a repository that has none yet. */
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly mergeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Filled when the setting `git.untrackedChanges` is `separate`; otherwise they are among the others. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Reads the state anew. */
  status(): Promise<void>;
  /**
   * @param path absolute, in the file system's spelling
   * @throws with `gitErrorCode: 'UnknownPath'` when the commit does not have it
   */
  getObjectDetails(
    ref: string,
    path: string,
  ): Promise<{ readonly mode: string; readonly size: number }>;
  buffer(ref: string, path: string): Promise<Uint8Array>;
}

export interface GitChange {
  /** Where it is now, and where it was; they differ for a renamed file. */
  readonly uri: Uri;
  readonly originalUri: Uri;
  readonly status: number;
}

/** What the extension exports. */
export interface GitExtension {
  readonly enabled: boolean;
  /** @throws when git is switched off or not installed */
  getAPI(version: 1): GitApi;
}

/** `Status.UNTRACKED`: git knows nothing of the file. Other numbers differ between versions. */
export const untracked = 7;

/** Modes of what is more than a plain file, or none. */
export const linkMode = '120000';
export const executableMode = '100755';
export const submoduleMode = '160000';

/** A file that may differ. */
export interface Candidate {
  readonly uri: Uri;
  /** By which address the editor has it open with unsaved changes, where that is another one: a link. */
  readonly opened?: Uri;
  /** The repository it belongs to; absent when it is compared with what is on disk. */
  readonly repository?: GitRepository;
  /** Git lists it, so what its last commit does not have is new; otherwise it has unsaved changes only. */
  readonly listed: boolean;
  /** The last commit may have it. */
  readonly known: boolean;
}

/**
 * Each file once that is known by several addresses: git follows links, the editor does not.
 * @param keys of the candidates, the same for addresses of one file
 */
export function merged(
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
 * What git lists, staged or not, together with the files that have unsaved changes; each once. A renamed
 * file is two: where it was, and where it is.
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
