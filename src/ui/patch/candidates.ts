import type { Uri } from 'vscode';
import { type GitApi, type GitRepository, untracked } from './git-api';

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
