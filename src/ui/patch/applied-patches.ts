import * as vscode from 'vscode';
import type { PatchCard } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';
import { patchText } from '../../text/hunks';
import { BoundedMap } from '../../util/bounded-map';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { type ApplicablePlan, type FilePlan, uriOf } from './file-plan';
import { fingerprintOf } from './preview';

/** Maximum number of patches whose files are watched: those applied last. */
const maxWatched = 20;

/** A patch that was applied in this window. */
export interface AppliedPatch {
  readonly card: PatchCard;
  /** The plans that were carried out, by the index of the card's file. */
  readonly done: ReadonlyMap<number, ApplicablePlan>;
  /** Where the user said that its files are, by the index of the card's file. */
  readonly places: ReadonlyMap<number, vscode.Uri>;
}

/** What Undo or Redo has left of a patch. */
export interface LeftOfPatch {
  /**
   * The card's files that have changed since the last look, by index: the latest plan that the file still has,
   * or undefined when it is as it was before the patch.
   */
  readonly changed: ReadonlyMap<number, ApplicablePlan | undefined>;
  /** Undefined when nothing of what was applied is left. */
  readonly applied: Applied | undefined;
}

/** A file to which a patch was applied: at once, or a part of it and later more. */
interface WatchedFile {
  /** The plans that were carried out, the oldest first. */
  readonly plans: readonly ApplicablePlan[];
  /** How many of them the file had at the last look; Undo takes the last one back first. */
  had: number;
}

interface WatchedPatch {
  readonly card: PatchCard;
  readonly files: ReadonlyMap<number, WatchedFile>;
  readonly places: AppliedPatch['places'];
}

/**
 * Notices when Undo takes a patch back, or Redo makes it again, so that nobody is told that it is applied when
 * it isn't. Looks only when the editor says that it has undone something in one of the patch's files.
 */
export class AppliedPatches implements Disposable {
  private readonly store = new DisposableStore();
  private readonly patches = new BoundedMap<string, WatchedPatch>(maxWatched);
  /** The messages whose files have to be looked at; one look at a time. */
  private readonly due = new Set<string>();
  private looking = false;

  /**
   * @param plan what a patch would do now
   * @param changed called with what is left of the patch in the message with this id, if that has changed
   */
  constructor(
    private readonly plan: (
      card: PatchCard,
      places: AppliedPatch['places'],
    ) => Promise<readonly FilePlan[]>,
    private readonly changed: (messageId: string, left: LeftOfPatch) => void,
  ) {
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
        if (reason !== undefined) this.look([document.uri]);
      }),
    );
    // Undo also brings deleted files back, and deletes new ones.
    this.store.add(vscode.workspace.onDidCreateFiles(({ files }) => this.look(files)));
    this.store.add(vscode.workspace.onDidDeleteFiles(({ files }) => this.look(files)));
  }

  /** Watches the files of a patch that was just applied, and those to which it was applied before. */
  add(messageId: string, { card, done, places }: AppliedPatch): void {
    const before = this.patches.get(messageId);
    const files = new Map(before?.files);
    for (const [file, plan] of done) {
      const { plans = [], had = 0 } = files.get(file) ?? {};
      files.set(file, { plans: [...plans.slice(0, had), plan], had: had + 1 });
    }
    this.patches.set(messageId, {
      card,
      files,
      places: new Map([...(before?.places ?? []), ...places]),
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private look(uris: readonly vscode.Uri[]): void {
    const changed = new Set(uris.map(String));
    for (const [messageId, { files }] of this.patches) {
      const plans = [...files.values()].flatMap((file) => file.plans);
      if (plans.some((plan) => changed.has(String(uriOf(plan))))) this.due.add(messageId);
    }
    if (!this.looking) void this.lookAtAll();
  }

  private async lookAtAll(): Promise<void> {
    this.looking = true;
    try {
      for (const messageId of this.due) {
        this.due.delete(messageId);
        const left = await this.leftOf(messageId);
        if (left) this.changed(messageId, left);
      }
    } finally {
      this.looking = false;
    }
  }

  /** @returns undefined when nothing was undone or made again since the last look */
  private async leftOf(messageId: string): Promise<LeftOfPatch | undefined> {
    const watched = this.patches.get(messageId);
    if (!watched) return undefined;
    const { card, files, places } = watched;
    const now = await this.plan(card, places);
    if (this.patches.get(messageId) !== watched) {
      // It was applied again meanwhile, so look once more.
      this.due.add(messageId);
      return undefined;
    }
    const changed = new Map<number, ApplicablePlan | undefined>();
    for (const [file, watchedFile] of files) {
      const { plans, had } = watchedFile;
      watchedFile.had = plansIn(plans, now[file]) ?? had;
      if (watchedFile.had !== had) changed.set(file, plans[watchedFile.had - 1]);
    }
    if (changed.size === 0) return undefined;
    const isAnyLeft = [...files.values()].some(({ had }) => had > 0);
    const whole = now.filter(({ state }) => state === 'already').length;
    return { changed, applied: isAnyLeft ? { files: whole, of: now.length } : undefined };
  }
}

/**
 * How many of the plans, carried out in this order, a file still has.
 * @param now what the patch would do to it now
 * @returns undefined when it matches none of them: the user has edited it
 */
function plansIn(plans: readonly ApplicablePlan[], now: FilePlan | undefined): number | undefined {
  if (!now) return undefined;
  const last = plans.findLastIndex((plan) => isDone(plan, now));
  if (last >= 0) return last + 1;
  const next = plans.findLastIndex((plan) => fingerprintOf(plan) === fingerprintOf(now));
  return next < 0 ? undefined : next;
}

/** Whether a file is as a plan left it; a plan with conflicts was applied in part. */
function isDone(plan: ApplicablePlan, now: FilePlan): boolean {
  if (now.state === 'already') return true;
  return plan.state === 'edit' && 'own' in now && patchText(now.own?.text ?? '') === plan.fit.text;
}
