import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { MessageError } from '../../../src/room/message-error';
import { english as t } from '../../../src/strings/translate';
import { CardNotes } from '../../../src/ui/code/card-notes';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import type { PatchDialogs } from '../../../src/ui/patch/apply-pick';
import { makeDiff } from '../../../src/ui/patch/changed-file';
import { isApplicable } from '../../../src/ui/patch/file-plan';
import { Patches } from '../../../src/ui/patch/patches';
import { Emitter } from '../../../src/util/event';
import { clearOwn, ownFile, writeOwn } from './own-folder';
import { withoutAutoSave } from './without-auto-save';

export const base = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
export const theirs = base.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');

/** The message with the patch. */
export const said = { kind: 'message', authorName: 'Ann', own: false } as LogEntry;

export const chooseAll: PatchDialogs['choose'] = async ({ plans }) =>
  plans.flatMap((plan, file) => (isApplicable(plan) ? file : []));

/** A user who accepts whatever is offered, and is asked nothing else. */
export const yes: PatchDialogs = {
  choose: chooseAll,
  which: async (_, [first]) => first,
  warn: async () => assert.fail('warned about files that nothing runs'),
};

/** The number of tests that have had a folder. */
let count = 0;

/**
 * Patches for the tests of a suite, and a folder for each test: the editor keeps closed documents for a while.
 * A test sets in `scene` what the user does next, and the current state of the message.
 */
export function usePatches() {
  withoutAutoSave();
  const notes = new CardNotes();
  const documents = new VirtualDocuments(t, 'deskmate-patches');
  const scene: { dialogs: PatchDialogs; message: LogEntry | undefined; away: boolean } = {
    dialogs: yes,
    message: said,
    away: false,
  };
  const states = new Emitter<void>();
  /** The reports to the patch's author. */
  const reports: string[] = [];
  const create = () => {
    const made: Patches = new Patches({
      files: new WorkspaceFiles(),
      documents,
      notes,
      entry: () => scene.message,
      reportApplied: (id, applied) => {
        // An earlier test's patches may still be looking at what was undone.
        if (made !== current) return;
        if (scene.away) throw new MessageError('offline');
        reports.push(applied ? `${id}: ${applied.files} of ${applied.of}` : `${id}: nothing`);
      },
      onDidChangeState: states.event,
      t,
      dialogs: {
        choose: (question) => scene.dialogs.choose(question),
        which: (path, places) => scene.dialogs.which(path, places),
        warn: (plans, author) => scene.dialogs.warn(plans, author),
      },
    });
    return made;
  };
  // One for each test, as it remembers what was applied to undo it, and may still be looking at that.
  let current: Patches;
  const patches: Pick<Patches, 'apply' | 'preview'> = {
    apply: (...args) => current.apply(...args),
    preview: (...args) => current.preview(...args),
  };
  let provider: vscode.Disposable;
  let folder = '';
  const inFolder = (name: string) => `${folder}/${name}`;
  const own = (name: string) => ownFile(inFolder(name));
  const write = (files: Readonly<Record<string, string | Uint8Array>>) =>
    writeOwn(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [inFolder(name), text])),
    );
  /** A patch from one state of the folder to another. */
  const patch = (...files: [name: string, from: string | undefined, to: string | undefined][]) => ({
    type: 'patch' as const,
    files: files.map(([name, from, to]) => {
      const made = makeDiff(from, to);
      assert.ok(made.state === 'changed');
      return { path: inFolder(name), change: made.change, diff: made.diff };
    }),
  });
  const textOf = async (name: string) =>
    (await vscode.workspace.openTextDocument(own(name))).getText();
  const onDisk = (name: string) => readFile(own(name).fsPath, 'utf8');
  const exists = (name: string) =>
    stat(own(name).fsPath).then(
      () => true,
      () => false,
    );
  const noteOf = (file: number) => notes.get('e1', file);

  before(() => {
    provider = documents.register();
  });
  beforeEach(() => {
    reports.length = 0;
    scene.dialogs = yes;
    scene.message = said;
    scene.away = false;
    current = create();
    count += 1;
    folder = `patch-${count}`;
  });
  afterEach(async () => {
    current.dispose();
    await clearOwn();
    notes.clear();
  });
  after(() => provider.dispose());

  return {
    ...{ scene, states, patches, reports, notes },
    ...{ inFolder, own, write, patch, textOf, onDisk, exists, noteOf },
  };
}
