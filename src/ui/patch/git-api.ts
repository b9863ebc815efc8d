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
