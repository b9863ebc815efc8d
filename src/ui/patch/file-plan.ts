import type { Uri } from 'vscode';
import { safePath } from '../code/relative-path';
import { mayRun } from '../code/risky-paths';
import type { PatchFile } from './changed-file';
import { type Fit, fitHunks } from './fit';
import { type Hunk, parseHunks } from './hunks';
import { patchText } from './lines';
import type { OwnFile, OwnFileProblem } from './own-file';

/** What a file of a patch would do here. */
export type FilePlan = {
  readonly path: string;
  readonly change: PatchFile['change'];
  /** As it came. */
  readonly diff: string;
} & (
  | {
      /** At least one hunk can be applied; others may conflict, or be there already. */
      readonly state: 'edit';
      readonly own: OwnFile;
      readonly fit: Fit;
    }
  | { readonly state: 'create'; readonly uri: Uri; readonly text: string }
  | { readonly state: 'delete'; readonly own: OwnFile }
  /** All of it is here; a deleted file is not. */
  | { readonly state: 'already'; readonly own?: OwnFile }
  /** No hunk can be applied. */
  | { readonly state: 'conflict'; readonly own: OwnFile; readonly fit: Fit }
  /** A new file's name is taken, or a deleted file is not what the patch says. */
  | { readonly state: 'differs'; readonly own: OwnFile; readonly text: string }
  /** It would be deleted, but has unsaved changes. */
  | { readonly state: 'unsaved'; readonly own: OwnFile }
  /** The reader's encoding lacks characters that it would bring. */
  | { readonly state: 'characters'; readonly own?: OwnFile }
  | { readonly state: OwnFileProblem | 'not-allowed' | 'bad-diff' | 'repeated' }
);

/** There is something to apply. */
export type Applicable = Extract<FilePlan, { state: 'edit' | 'create' | 'delete' }>;

/** Where the reader's own files are. */
export interface OwnFiles {
  findAll(path: string): Promise<readonly Uri[]>;
  target(path: string): Promise<Uri | undefined>;
  /** The same for all paths that lead to one file; a new file's is below its folder's and a slash. */
  identity(uri: Uri): Promise<string>;
  open(uri: Uri): Promise<OwnFile | OwnFileProblem | 'not-allowed'>;
  /** Whether a file can be saved with this text: in an encoding, or in that of new files of this name. */
  canEncode(
    text: string,
    options: { readonly encoding: string } | { readonly uri: Uri },
  ): Promise<boolean>;
  /** Those of these identities that lie in a repository without a working tree, or would make one. */
  inBareRepositories(identities: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * Finds out what each file of a patch would do here. Writes nothing; no patch makes it throw.
 * @param foldsCase whether `Main.c` and `main.c` may be the same file here
 */
export async function planFiles(
  files: readonly PatchFile[],
  own: OwnFiles,
  foldsCase = process.platform !== 'linux',
): Promise<readonly FilePlan[]> {
  const plans: FilePlan[] = [];
  for (const file of files) plans.push(await planFile(file, own));
  const identities: (string | undefined)[] = [];
  for (const plan of plans) {
    const uri = uriOf(plan);
    identities.push(uri && (await own.identity(uri)));
  }
  const bare = await own.inBareRepositories(identities.filter((key) => key !== undefined));
  const keys = identities.map((key) => (foldsCase ? key?.normalize().toLowerCase() : key));
  // What one of them leaves is not what the other one was made for.
  const isTwice = (key: string | undefined) =>
    key !== undefined && keys.indexOf(key) !== keys.lastIndexOf(key);
  // A new file would be where this one needs a folder: the editor would stop halfway.
  const isBelow = (key: string | undefined) =>
    keys.some((other) => other !== undefined && key?.startsWith(`${other}/`));
  return plans.map((plan, index) => {
    const { path, change, diff } = plan;
    if (isTwice(keys[index])) return { path, change, diff, state: 'repeated' };
    const isRefused = isBelow(keys[index]) || bare.has(identities[index] ?? '');
    return isRefused ? { path, change, diff, state: 'not-allowed' } : plan;
  });
}

/** The file it is about, where there is one or would be. */
export function uriOf(plan: FilePlan): Uri | undefined {
  if ('uri' in plan) return plan.uri;
  return 'own' in plan ? plan.own?.uri : undefined;
}

/** Whether there is something to apply. */
export function isApplicable(plan: FilePlan): plan is Applicable {
  return plan.state === 'edit' || plan.state === 'create' || plan.state === 'delete';
}

async function planFile(file: PatchFile, files: OwnFiles): Promise<FilePlan> {
  const { path, change, diff } = file;
  const base = { path, change, diff };
  const hunks = parseHunks(diff);
  const side = hunks && change !== 'modified' ? wholeText(hunks, change) : '';
  if (!hunks || side === undefined) return { ...base, state: 'bad-diff' };
  const segments = safePath(path);
  if (!segments || mayRun(segments)) return { ...base, state: 'not-allowed' };
  const found = await files.findAll(path);
  if (found.length === 0) {
    if (change === 'modified') return { ...base, state: 'missing' };
    if (change === 'deleted') return { ...base, state: 'already' };
    const uri = await files.target(path);
    if (!uri) return { ...base, state: 'not-allowed' };
    return (await files.canEncode(side, { uri }))
      ? { ...base, state: 'create', uri, text: side }
      : { ...base, state: 'characters' };
  }
  const plans: FilePlan[] = [];
  for (const uri of found) {
    const own = await files.open(uri);
    if (typeof own === 'string') plans.push({ ...base, state: own });
    else if (change === 'modified') plans.push({ ...base, ...(await fitted(own, hunks, files)) });
    else plans.push({ ...base, ...compared(own, side, change) });
  }
  // Several folders of the window have such a file: the one for which it was made.
  return plans.reduce((best, plan) => (rank(plan) > rank(best) ? plan : best));
}

async function fitted(own: OwnFile, hunks: readonly Hunk[], files: OwnFiles) {
  const fit = fitHunks(own.text, hunks);
  if (fit.hunks.some(({ state }) => state === 'fits')) {
    const { encoding } = own.document;
    return (await files.canEncode(fit.text, { encoding }))
      ? ({ state: 'edit', own, fit } as const)
      : ({ state: 'characters', own } as const);
  }
  const already = fit.hunks.every(({ state }) => state === 'already');
  return already
    ? ({ state: 'already', own } as const)
    : ({ state: 'conflict', own, fit } as const);
}

function compared(own: OwnFile, text: string, change: 'added' | 'deleted') {
  if (patchText(own.text) !== text) return { state: 'differs', own, text } as const;
  if (change === 'added') return { state: 'already', own } as const;
  return own.dirty ? ({ state: 'unsaved', own } as const) : ({ state: 'delete', own } as const);
}

/** The text of a new or a deleted file; undefined when the diff is not of such a file. */
function wholeText(hunks: readonly Hunk[], change: 'added' | 'deleted'): string | undefined {
  const sign = change === 'added' ? '+' : '-';
  const lines = hunks.flatMap((hunk) => hunk.lines);
  if (hunks.length > 1 || lines.some((line) => line.sign !== sign)) return undefined;
  return lines.map(({ text }) => text).join('');
}

function rank(plan: FilePlan): number {
  if (plan.state === 'already') return 2;
  if (!isApplicable(plan)) return 0;
  const whole = plan.state !== 'edit' || plan.fit.hunks.every(({ state }) => state !== 'conflict');
  return whole ? 3 : 1;
}
