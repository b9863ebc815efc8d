import * as vscode from 'vscode';
import type { PatchCard } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';
import { BoundedMap } from '../../util/bounded-map';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { type ApplicablePlan, type FilePlan, type LocalFiles, uriOf } from './file-plan';
import { patchText } from './hunks';
import { fingerprintOf } from './preview';

/** The most patches whose files are watched: those applied last. */
const maxWatched = 20;

/** A patch that was applied in this window. */
export interface AppliedPatch {
  readonly card: PatchCard;
  /** The plans that were carried out, by the index of the card's file. */
  readonly done: ReadonlyMap<number, ApplicablePlan>;
  /** Where the user said that its files are. */
  readonly choose: LocalFiles['choose'];
}

/** What Undo or Redo has left of a patch. */
export interface LeftOfPatch {
  /** Indexes of the card's files that are as they were before the patch, since this look. */
  readonly undone: readonly number[];
  /** Indexes of those that were undone, and have the patch again. */
  readonly redone: readonly number[];
  /** Undefined when nothing of what was applied is left. */
  readonly applied: Applied | undefined;
}

interface WatchedPatch extends AppliedPatch {
  /** Indexes of the files that are as they were before. */
  readonly undone: Set<number>;
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
      choose: LocalFiles['choose'],
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
  add(messageId: string, applied: AppliedPatch): void {
    const before = this.patches.get(messageId);
    const undone = [...(before?.undone ?? [])].filter((file) => !applied.done.has(file));
    this.patches.set(messageId, {
      card: applied.card,
      done: new Map([...(before?.done ?? []), ...applied.done]),
      choose: async (file, places) =>
        (await applied.choose(file, places)) ?? (await before?.choose(file, places)),
      undone: new Set(undone),
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private look(uris: readonly vscode.Uri[]): void {
    const changed = new Set(uris.map(String));
    for (const [messageId, { done }] of this.patches) {
      if ([...done.values()].some((plan) => changed.has(String(uriOf(plan))))) {
        this.due.add(messageId);
      }
    }
    if (!this.looking) void this.lookAtAll();
  }

  private async lookAtAll(): Promise<void> {
    this.looking = true;
    try {
      for (const messageId of this.due) {
        this.due.delete(messageId);
        const watched = this.patches.get(messageId);
        const left = watched && (await this.leftOf(watched));
        if (left) this.changed(messageId, left);
      }
    } finally {
      this.looking = false;
    }
  }

  /** @returns undefined when nothing was undone or made again since the last look */
  private async leftOf(watched: WatchedPatch): Promise<LeftOfPatch | undefined> {
    const { card, done, choose } = watched;
    const plans = await this.plan(card, choose);
    const undone: number[] = [];
    const redone: number[] = [];
    for (const [file, plan] of done) {
      const now = plans[file];
      const isUndone = now !== undefined && fingerprintOf(now) === fingerprintOf(plan);
      if (isUndone && !watched.undone.has(file)) undone.push(file);
      if (now && watched.undone.has(file) && isDone(plan, now)) redone.push(file);
    }
    for (const file of undone) watched.undone.add(file);
    for (const file of redone) watched.undone.delete(file);
    if (undone.length + redone.length === 0) return undefined;
    const files = plans.filter(({ state }) => state === 'already').length;
    const isBack = watched.undone.size === done.size;
    return { undone, redone, applied: isBack ? undefined : { files, of: plans.length } };
  }
}

/** Whether a file is as a plan made it; of one with conflicts, a part was applied. */
function isDone(plan: ApplicablePlan, now: FilePlan): boolean {
  if (now.state === 'already') return true;
  return plan.state === 'edit' && 'own' in now && patchText(now.own?.text ?? '') === plan.fit.text;
}
