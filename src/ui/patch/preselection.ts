import type { Uri } from 'vscode';
import type { ChangedFile } from './changed-file';

/**
 * Which changed files are ticked at first: those that were clicked on, or of the repository that was
 * clicked on; else those of the repository that the person works in; else all.
 * @param active the file in the active editor
 */
export function preselection(
  files: readonly ChangedFile[],
  clicked: readonly Uri[],
  active: Uri | undefined,
): (file: ChangedFile) => boolean {
  const addresses = new Set(clicked.map(String));
  const isClicked = ({ uri, root }: ChangedFile) =>
    addresses.has(String(uri)) || (root !== undefined && addresses.has(String(root)));
  if (files.some(isClicked)) return isClicked;
  const roots = files.flatMap(({ root }) => root?.path ?? []);
  const around = roots.filter((root) => active?.path.startsWith(`${root}/`));
  // Repositories can lie in one another.
  const own = around.reduce((longest, root) => (root.length > longest.length ? root : longest), '');
  return ({ root }) => own === '' || root?.path === own;
}
