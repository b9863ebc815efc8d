import type { Uri } from 'vscode';
import { type Hunk, parseHunks, patchText } from '../../text/hunks';
import { mayRun } from '../../text/risky-paths';
import { safePath } from '../code/paths';
import type { NewFileLocations } from '../code/workspace-files';
import { type AppliedHunks, fitHunks } from './apply-hunks';
import type { PatchFile } from './changed-file';
import type { LocalFile, LocalFileProblem } from './local-file';

/** What a file of a patch would do here. */
export type FilePlan = {
  readonly path: string;
  readonly change: PatchFile['change'];
  /** The diff as received. */
  readonly diff: string;
} & (
  | {
      /** At least one hunk applies; others may conflict, or be applied already. */
      readonly state: 'edit';
      readonly own: LocalFile;
      readonly fit: AppliedHunks;
    }
  | {
      readonly state: 'create';
      readonly uri: Uri;
      /** The text with LF line endings, without a byte order mark. */
      readonly text: string;
      readonly form: {
        readonly crlf: boolean;
        readonly bom: boolean;
        readonly executable: boolean;
      };
    }
  | { readonly state: 'delete'; readonly own: LocalFile }
  /** Everything is applied already; a deleted file doesn't exist. */
  | { readonly state: 'already'; readonly own?: LocalFile }
  /** No hunk applies. */
  | { readonly state: 'conflict'; readonly own: LocalFile; readonly fit: AppliedHunks }
  /** A new file's name is taken, or a file to delete differs from the patch. */
  | { readonly state: 'differs'; readonly own: LocalFile; readonly text: string }
  /** The file would be deleted but has unsaved changes. */
  | { readonly state: 'unsaved'; readonly own: LocalFile }
  /** The file's encoding lacks characters that the patch would add. */
  | { readonly state: 'characters'; readonly own?: LocalFile }
  /** Several files or places are possible, and no one has chosen. */
  | { readonly state: 'ambiguous' }
  | { readonly state: LocalFileProblem | 'not-allowed' | 'bad-diff' | 'repeated' }
);

/** A plan that can be applied. */
export type ApplicablePlan = Extract<FilePlan, { state: 'edit' | 'create' | 'delete' }>;

/** Access to the reader's own files. */
export interface LocalFiles {
  /** Own files that a file of the patch may be; all are equally likely by path. */
  find(file: PatchFile): Promise<readonly Uri[]>;
  /** Where a new file belongs, given the own files that other files of the patch matched. */
  locationsForNewFile(file: PatchFile, known: readonly KnownFile[]): Promise<NewFileLocations>;
  /** Asks which of these places the patch's file with this index refers to; undefined when no one chooses. */
  choose(file: number, places: readonly Uri[]): Promise<Uri | undefined>;
  /**
   * An identity that is equal for all paths to one file; a new file's is its folder's plus a slash and its
   * name.
   */
  identity(uri: Uri): Promise<string>;
  open(uri: Uri): Promise<LocalFile | LocalFileProblem | 'not-allowed'>;
  /** Whether a file can be saved with this text: in an encoding, or in that of new files of this name. */
  canEncode(
    text: string,
    options: { readonly encoding: string } | { readonly uri: Uri },
  ): Promise<boolean>;
  /** The identities that are in a repository without a working tree, or would create one. */
  inBareRepositories(identities: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A file of the patch, and the own file that it matched. */
export interface KnownFile {
  readonly file: PatchFile;
  readonly uri: Uri;
}

/**
 * Determines what each file of a patch would do here. Writes nothing, and no patch makes it throw.
 * @param foldsCase whether `Main.c` and `main.c` may be the same file here
 */
export async function planFiles(
  files: readonly PatchFile[],
  own: LocalFiles,
  foldsCase = process.platform !== 'linux',
): Promise<readonly FilePlan[]> {
  const plans = new Map<number, FilePlan>();
  const known: KnownFile[] = [];
  // Plan new files last, because their siblings show where they belong.
  const isNew = ({ change }: PatchFile) => change === 'added';
  const inOrder = [...files.entries()].sort(([, a], [, b]) => Number(isNew(a)) - Number(isNew(b)));
  for (const [index, file] of inOrder) {
    const choose: Choose = (places) => own.choose(index, places);
    const plan = await planFile(file, { known, own, choose });
    plans.set(index, plan);
    const uri = uriOf(plan);
    if (uri) known.push({ file, uri });
  }
  return checkTogether(
    [...files.keys()].flatMap((index) => plans.get(index) ?? []),
    own,
    foldsCase,
  );
}

/** Checks what only shows when all files of a patch are known. */
async function checkTogether(
  plans: readonly FilePlan[],
  own: LocalFiles,
  foldsCase: boolean,
): Promise<readonly FilePlan[]> {
  const identities: (string | undefined)[] = [];
  for (const plan of plans) {
    const uri = uriOf(plan);
    identities.push(uri && (await own.identity(uri)));
  }
  const bare = await own.inBareRepositories(identities.filter((key) => key !== undefined));
  const keys = identities.map((key) => (foldsCase ? key?.normalize().toLowerCase() : key));
  // After one file of the patch has changed the same file, the other one no longer fits.
  const isTwice = (key: string | undefined) =>
    key !== undefined && keys.indexOf(key) !== keys.lastIndexOf(key);
  // A new file would be in the place of a folder that this one needs, and the editor would stop halfway.
  const isBelow = (key: string | undefined) =>
    keys.some((other) => other !== undefined && key?.startsWith(`${other}/`));
  return plans.map((plan, index) => {
    const { path, change, diff } = plan;
    if (isTwice(keys[index])) return { path, change, diff, state: 'repeated' };
    const isRefused = isBelow(keys[index]) || bare.has(identities[index] ?? '');
    return isRefused ? { path, change, diff, state: 'not-allowed' } : plan;
  });
}

/** The file that the plan is about, if it exists or would be created. */
export function uriOf(plan: FilePlan): Uri | undefined {
  if ('uri' in plan) return plan.uri;
  return 'own' in plan ? plan.own?.uri : undefined;
}

/** Whether the plan can be applied. */
export function isApplicable(plan: FilePlan): plan is ApplicablePlan {
  return plan.state === 'edit' || plan.state === 'create' || plan.state === 'delete';
}

/** A plan that conflicts with the reader's own copy in part or completely. */
export type MergeablePlan = Extract<FilePlan, { readonly state: 'edit' | 'conflict' }>;

/** Whether the user has to merge something. */
export function isMergeable(plan: FilePlan): plan is MergeablePlan {
  return 'fit' in plan && plan.fit.hunks.some(({ state }) => state === 'conflict');
}

type Choose = (places: readonly Uri[]) => Promise<Uri | undefined>;

/** The inputs for planning one file of a patch. */
interface Planning {
  readonly known: readonly KnownFile[];
  readonly own: LocalFiles;
  readonly choose: Choose;
}

async function planFile(file: PatchFile, planning: Planning): Promise<FilePlan> {
  const { known, own, choose } = planning;
  const { path, change, diff } = file;
  const base = { path, change, diff };
  const hunks = parseHunks(diff);
  const side = hunks && change !== 'modified' ? wholeText(hunks, change) : '';
  if (!hunks || side === undefined) return { ...base, state: 'bad-diff' };
  const segments = safePath(path);
  if (!segments || mayRun(segments)) return { ...base, state: 'not-allowed' };
  const planAt = async (uri: Uri): Promise<FilePlan> => {
    const opened = await own.open(uri);
    if (typeof opened === 'string') return { ...base, state: opened };
    return change === 'modified'
      ? { ...base, ...(await fitted(opened, hunks, own)) }
      : { ...base, ...compared(opened, side, change) };
  };
  if (change === 'added') return planNew(file, side, planAt, planning);
  const found = await Promise.all((await own.find(file)).map(planAt));
  // Prefer the files in which the patch finds the most.
  const best = found.filter((plan) => rank(plan) === Math.max(...found.map(rank)));
  const [first] = best;
  if (!first) return { ...base, state: change === 'modified' ? 'missing' : 'already' };
  if (best.length === 1 || !isApplicable(first)) return first;
  // If several files fit, take the one beside known files, or ask the user.
  const beside = known.length > 0 ? await own.locationsForNewFile(file, known) : undefined;
  const places = best.flatMap((plan) => uriOf(plan) ?? []);
  const isMeant = (uri: Uri) => (plan: FilePlan) => String(uriOf(plan)) === String(uri);
  const sibling = beside?.isSure && beside.uris[0] && best.find(isMeant(beside.uris[0]));
  if (sibling) return sibling;
  const chosen = await choose(places);
  return (chosen && best.find(isMeant(chosen))) ?? { ...base, state: 'ambiguous' };
}

/** Plans a new file. It may exist already, in its place or at a file of the same name. */
async function planNew(
  file: PatchFile,
  text: string,
  planAt: (uri: Uri) => Promise<FilePlan>,
  { known, own, choose }: Planning,
): Promise<FilePlan> {
  const { path, change, diff, eol, bom = false, executable = false } = file;
  const base = { path, change, diff };
  const { uris, isSure } = await own.locationsForNewFile(file, known);
  if (uris.length === 0) return { ...base, state: 'not-allowed' };
  if (!isSure) {
    const found = await Promise.all((await own.find(file)).map(planAt));
    const there = found.find(({ state }) => state === 'already') ?? found[0];
    if (there) return there;
  }
  const uri = isSure ? uris[0] : await choose(uris);
  if (!uri) return { ...base, state: 'ambiguous' };
  const there = await planAt(uri);
  if (there.state !== 'missing') return there;
  const holds = bom || (await own.canEncode(text, { uri }));
  const form = { crlf: eol === 'crlf', bom, executable };
  return holds ? { ...base, state: 'create', uri, text, form } : { ...base, state: 'characters' };
}

async function fitted(
  own: LocalFile,
  hunks: readonly Hunk[],
  files: Pick<LocalFiles, 'canEncode'>,
) {
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

function compared(own: LocalFile, text: string, change: 'added' | 'deleted') {
  if (patchText(own.text) !== text) return { state: 'differs', own, text } as const;
  if (change === 'added') return { state: 'already', own } as const;
  return own.dirty ? ({ state: 'unsaved', own } as const) : ({ state: 'delete', own } as const);
}

/** The text of a new or deleted file; undefined when the diff is of another kind. */
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
