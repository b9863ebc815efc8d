import * as vscode from 'vscode';
import type { PatchCard } from '../../protocol/card';
import type { LogEntry } from '../../room/log/log-entry';
import { MessageError } from '../../room/message-error';
import { nameInText } from '../../strings/inline-text';
import { authorText } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import { runsLater } from '../../text/risky-paths';
import { BoundedSet } from '../../util/bounded-map';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { CardNotes } from '../code/card-notes';
import type { VirtualDocuments } from '../code/virtual-documents';
import { showErrorMessage, showInformationMessage } from '../window/messages';
import { type AppliedPatch, AppliedPatches, type LeftOfPatch } from './applied-patches';
import { AppliedReporter, type AppliedReporterDeps } from './applied-reporter';
import { applyPlans, staysUnsaved } from './apply-edit';
import { type PatchDialogs, patchDialogs } from './apply-pick';
import {
  type ApplicablePlan,
  type FilePlan,
  isApplicable,
  isMergeable,
  type LocalFiles,
  type MergeablePlan,
  uriOf,
} from './file-plan';
import { appliedText, conflictsIn, doneText, ownPlanText, planText } from './patch-text';
import { fingerprintOf, Previews } from './preview';
import { type PatchableFiles, planInWorkspace } from './workspace-plan';

/** Maximum number of files whose preview is remembered. */
const maxSeen = 1000;
/** Maximum number of merge editors to open at once. */
const maxMerged = 10;

export interface PatchesDeps extends AppliedReporterDeps {
  readonly files: PatchableFiles;
  readonly documents: Pick<VirtualDocuments, 'add' | 'scheme'>;
  readonly notes: CardNotes;
  /** The entry of the room's log with this id. */
  entry(messageId: string): LogEntry | undefined;
  readonly t: Translate;
  /** Replaces the editor's own dialogs. */
  readonly dialogs?: PatchDialogs;
}

/**
 * Applies patches from messages to the reader's own files. Writes only what the user has seen and
 * confirmed; what doesn't fit stays unchanged.
 */
export class Patches implements Disposable {
  private readonly previews: Previews;
  private readonly store = new DisposableStore();
  private readonly applied = this.store.add(
    new AppliedPatches(
      (card, places) => this.plan(card, async (file) => places.get(file)),
      (messageId, left) => this.noteLeft(messageId, left),
    ),
  );
  private readonly reporter: AppliedReporter;
  private readonly dialogs: PatchDialogs;
  /** Fingerprints of what the user has seen. */
  private readonly seen = new BoundedSet<string>(maxSeen);

  constructor(private readonly deps: PatchesDeps) {
    this.previews = new Previews(deps.documents, deps.t);
    this.dialogs = deps.dialogs ?? patchDialogs(deps.t);
    this.reporter = this.store.add(new AppliedReporter(deps));
  }

  /**
   * Shows what one file of a patch would do, and notes on the card whether it fits.
   * @param file index of the card's file; an invalid one shows nothing
   */
  async preview(messageId: string, card: PatchCard, file: number): Promise<void> {
    const plans = await this.plan(card, async (index, places) =>
      index === file ? this.dialogs.which(card.files[index]?.path ?? '', places) : undefined,
    );
    const plan = plans[file];
    if (!plan) return;
    const isOwn = this.isOwn(messageId);
    const words = isOwn ? ownPlanText : planText;
    this.deps.notes.set(messageId, file, words(plan, this.deps.t));
    // If nothing fits, a comparison would show nothing, so open the merge; but nobody merges with themselves.
    if (plan.state === 'conflict' && !isOwn) await this.merge([plan], messageId);
    else await this.show([plan], messageId);
  }

  /**
   * Shows everything that a patch would do, and applies the files that the user chooses in one edit. Asks
   * again about files that something runs later. Reports the result to the user and notes it on the card.
   * @throws {MessageError} `no-such-message` when the message was deleted meanwhile, or the log was replaced
   */
  async apply(messageId: string, card: PatchCard): Promise<void> {
    const { notes, t } = this.deps;
    const places = new Map<number, vscode.Uri>();
    const plans = await this.plan(card, async (file, uris) => {
      const chosen = await this.dialogs.which(card.files[file]?.path ?? '', uris);
      if (chosen) places.set(file, chosen);
      return chosen;
    });
    for (const [file, plan] of plans.entries()) notes.set(messageId, file, planText(plan, t));
    if (!plans.some(isApplicable)) return this.tellNothing(plans, messageId);
    const author = this.authorOf(messageId);
    await this.show(plans.filter(isApplicable), messageId, true);
    let merging: Promise<void> | undefined;
    const chosen = await this.dialogs.choose({
      author,
      plans,
      preview: (file) => this.show(plans.slice(file, file + 1), messageId, true),
      merge: (file) => {
        merging = this.merge(plans.slice(file, file + 1), messageId);
      },
    });
    await merging;
    const wanted = chosen ?? [];
    if (wanted.length === 0) return;
    const loud = wanted.flatMap((file) => plans[file] ?? []).filter(isRunLater);
    if (loud.length > 0 && !(await this.dialogs.warn(loud, author))) return;
    const message = this.deps.entry(messageId);
    if (message?.kind !== 'message' || message.deleted) throw new MessageError('no-such-message');
    await this.write(messageId, card, wanted, places);
  }

  /** Applies the plans whose files are still as the user saw them. */
  private async write(
    messageId: string,
    card: PatchCard,
    wanted: readonly number[],
    places: AppliedPatch['places'],
  ): Promise<void> {
    const { notes, t } = this.deps;
    const choose: LocalFiles['choose'] = async (file) => places.get(file);
    const now = await this.plan(card, choose);
    const changed = t('changed since you viewed it; left unchanged');
    const ready = new Map<ApplicablePlan, number>();
    for (const file of wanted) {
      const plan = now[file];
      if (plan && isApplicable(plan) && this.isSeen(plan)) ready.set(plan, file);
      else notes.set(messageId, file, changed);
    }
    const outcomes = await applyPlans([...ready.keys()]);
    const hasFailed = [...outcomes.values()].includes('failed');
    // The editor may have applied a part, so look at the files again.
    const after = hasFailed ? await this.plan(card, choose) : [];
    const done: ApplicablePlan[] = [];
    for (const [plan, file] of ready) {
      const outcome = outcomes.get(plan);
      const plain = after[file] ?? plan;
      if (outcome === 'done') done.push(plan);
      if (outcome === 'failed') notes.set(messageId, file, planText(plain, t));
      else notes.set(messageId, file, outcome === 'done' ? appliedText(plan, t) : changed);
    }
    const carriedOut = [...ready].filter(([plan]) => done.includes(plan));
    if (carriedOut.length > 0) {
      const byFile = new Map(carriedOut.map(([plan, file]) => [file, plan]));
      this.applied.add(messageId, { card, places, done: byFile });
    }
    this.report(messageId, now, done);
    if (hasFailed) this.tellFailure(done.length, wanted.length);
    else {
      const conflicting = now.filter(isMergeable);
      this.tellDone(done, wanted.length - done.length, conflicting, () =>
        this.resolve(messageId, card, choose),
      );
      await this.previews.leave(done);
    }
  }

  /** Counts the files that are completely applied: those just done, and those that were before. */
  private report(
    messageId: string,
    plans: readonly FilePlan[],
    done: readonly ApplicablePlan[],
  ): void {
    if (done.length === 0) return;
    const isWhole = (plan: FilePlan) =>
      plan.state === 'already' || (done.some((each) => each === plan) && !isMergeable(plan));
    this.reporter.report(messageId, { files: plans.filter(isWhole).length, of: plans.length });
  }

  /** Undo or Redo has changed files of a patch that was applied here. */
  private noteLeft(messageId: string, { changed, applied }: LeftOfPatch): void {
    const { notes, t } = this.deps;
    for (const [file, plan] of changed) {
      notes.set(messageId, file, plan ? appliedText(plan, t) : t('undone'));
    }
    this.reporter.report(messageId, applied);
  }

  dispose(): void {
    this.store.dispose();
  }

  private tellFailure(done: number, wanted: number): void {
    const { t } = this.deps;
    void showErrorMessage(
      t(
        'The editor changed only {0} of {1} files. See the chat for the state of each file, then try again.',
        done,
        wanted,
      ),
    );
  }

  private tellDone(
    done: readonly ApplicablePlan[],
    left: number,
    conflicting: readonly MergeablePlan[],
    resolve: () => Promise<void>,
  ): void {
    const { t } = this.deps;
    const edited = done.flatMap((plan) => (plan.state === 'edit' ? [plan.own.uri.toString()] : []));
    const unsaved = edited.length > 0 && staysUnsaved();
    const conflicts = conflicting.reduce((sum, plan) => sum + conflictsIn(plan), 0);
    const words = doneText(
      { applied: done.length, edited: edited.length, unsaved, left, conflicts },
      t,
    );
    const [save, merge] = [t('Save'), t('Resolve Conflicts')];
    const buttons = [...(unsaved ? [save] : []), ...(conflicts > 0 ? [merge] : [])];
    showInformationMessage(words, ...buttons).then(async (answer) => {
      if (answer === merge) await resolve();
      if (answer !== save) return;
      const documents = vscode.workspace.textDocuments;
      for (const document of documents.filter(({ uri }) => edited.includes(uri.toString()))) {
        await document.save();
      }
    });
  }

  private tellNothing(plans: readonly FilePlan[], messageId: string): void {
    const { t } = this.deps;
    const conflicting = plans.filter(isMergeable);
    const merge = t('Resolve Conflicts');
    showInformationMessage(
      plans.every(({ state }) => state === 'already')
        ? t('Your files already have everything in this patch.')
        : t(
            'Nothing in this patch can be applied to your files. The chat shows the reason for each file.',
          ),
      ...(conflicting.length > 0 ? [merge] : []),
    ).then(async (answer) => {
      if (answer === merge) await this.merge(conflicting, messageId);
    });
  }

  /** Opens the remaining conflicts, in their current state, in the merge editor. */
  private async resolve(
    messageId: string,
    card: PatchCard,
    choose: LocalFiles['choose'],
  ): Promise<void> {
    await this.merge(await this.plan(card, choose), messageId);
  }

  private async merge(plans: readonly FilePlan[], messageId: string): Promise<void> {
    const author = this.authorOf(messageId);
    for (const plan of plans.filter(isMergeable).slice(0, maxMerged)) {
      await this.previews.merge(plan, author);
    }
  }

  private async show(
    plans: readonly FilePlan[],
    messageId: string,
    preserveFocus = false,
  ): Promise<void> {
    await this.previews.show(plans, this.authorOf(messageId), preserveFocus);
    for (const plan of plans) this.seen.add(fingerprintOf(plan));
  }

  /** Whether the file would become what the user has seen. */
  private isSeen(plan: FilePlan): boolean {
    return this.seen.has(fingerprintOf(plan));
  }

  /** What a patch would do now. @param choose absent: nobody is asked */
  private plan(card: PatchCard, choose?: LocalFiles['choose']): Promise<readonly FilePlan[]> {
    return planInWorkspace(card, this.deps.files, choose);
  }

  private isOwn(messageId: string): boolean {
    const entry = this.deps.entry(messageId);
    return entry?.kind === 'message' && entry.own;
  }

  private authorOf(messageId: string): string {
    const entry = this.deps.entry(messageId);
    return entry?.kind === 'message' ? nameInText(authorText(entry, this.deps.t)) : '?';
  }
}

/** Decides by the file's place in the window, not by the sender's name for it. */
function isRunLater(plan: FilePlan): boolean {
  if (plan.state === 'create' && plan.form.executable) return true;
  const uri = uriOf(plan);
  const path = uri ? vscode.workspace.asRelativePath(uri, false) : plan.path;
  return runsLater(path.split('/'));
}
