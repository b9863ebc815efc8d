import { maxPatchFiles } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';
import { fitsEntry, maxJsonBytes } from '../../protocol/message-text';
import type { Translate } from '../../strings/translate';
import { paragraph } from '../../text/paragraph';
import { exhaustive } from '../../util/exhaustive';
import type { AppliedHunks } from './apply-hunks';
import { cardBytes, type PatchFile, type Unsendable } from './changed-file';
import type { ApplicablePlan, FilePlan, MergeablePlan } from './file-plan';
import type { ChangeState } from './hunk-changes';

/** Why a file can't be sent. */
export function unsendableText(reason: Unsendable, t: Translate): string {
  switch (reason) {
    case 'binary':
      return t('not a text file');
    case 'encoding':
      return t('in another encoding');
    case 'mode':
      return t('only its execute bit has changed, which patches don’t include');
    case 'too-large':
      return t('too large for a message');
    case 'link':
      return t('a symbolic link');
    case 'folder':
      return t('a folder with its own repository');
    case 'unreadable':
      return t('can’t be read');
    case 'characters':
      return t('contains control characters, which can’t be sent');
    default:
      return exhaustive(reason);
  }
}

/** A size for people to read; a message carries 60 KiB. */
export function kibibytes(bytes: number): string {
  return `${Math.max(1, Math.ceil(bytes / 1024))} KiB`;
}

/** Says that the chosen files don't fit in a message. */
function patchTooLargeText(bytes: number, max: number, t: Translate): string {
  return t(
    'These changes add up to {0}, but a message can carry only {1}. Choose fewer files.',
    kibibytes(bytes),
    kibibytes(max),
  );
}

/** What a file of a patch would do here, in a few words. */
export function planText(plan: FilePlan, t: Translate): string {
  switch (plan.state) {
    case 'edit':
    case 'conflict':
      return fitText(plan.fit, t);
    case 'create':
      return plan.form.executable ? t('new executable file') : t('new file');
    case 'delete':
      return t('will be deleted');
    case 'already':
      return plan.change === 'deleted' && !plan.own
        ? t('already deleted')
        : t('already in your copy');
    case 'differs':
      return plan.change === 'added'
        ? t('you have a different file with this name; left unchanged')
        : t('your copy is different; left unchanged');
    case 'unsaved':
      return t('has unsaved changes; left unchanged');
    case 'missing':
      return t('you don’t have this file');
    case 'ambiguous':
      return t('its location is unclear; you’ll be asked');
    case 'not-allowed':
      return t('in a location that patches can’t change');
    case 'not-text':
      return t('your copy is not a text file');
    case 'encoding':
      return t('opened with another encoding; reopen it, then apply');
    case 'unmarked':
      return t('UTF-16 without a byte order mark; save it once, then apply');
    case 'characters':
      return plan.own
        ? t('contains characters that your copy’s encoding doesn’t support')
        : t('contains characters that your encoding for new files doesn’t support');
    case 'too-large':
      return t('your copy is too large');
    case 'outdated':
      return t('your copy has changed on disk; open it, then try again');
    case 'read-only':
      return t('your copy is read-only');
    case 'bad-diff':
      return t('can’t be read');
    case 'repeated':
      return t('listed twice; skipped');
    default:
      return exhaustive(plan);
  }
}

/** Gives numbers only if the changes differ in state: people may group them differently than a diff does. */
function fitText({ hunks }: AppliedHunks, t: Translate): string {
  const { fits, already, conflict, all } = countChanges(hunks);
  if (fits === all) return t('fits your copy');
  if (conflict === all) return t('conflict; left unchanged');
  if (conflict === 0) {
    return t('{0} of {1} changes already in your copy; the rest fits', already, all);
  }
  if (fits === 0) {
    return conflict === 1
      ? t('{0} of {1} changes already in your copy; 1 conflicts', already, all)
      : t('{0} of {1} changes already in your copy; {2} conflict', already, all, conflict);
  }
  if (already > 0) {
    return conflict === 1
      ? t(
          '{0} of {1} changes can be applied; {2} already in your copy; 1 conflicts',
          fits,
          all,
          already,
        )
      : t(
          '{0} of {1} changes can be applied; {2} already in your copy; {3} conflict',
          fits,
          all,
          already,
          conflict,
        );
  }
  return conflict === 1
    ? t('{0} of {1} changes can be applied; 1 conflicts', fits, all)
    : t('{0} of {1} changes can be applied; {2} conflict', fits, all, conflict);
}

/**
 * What a file of the user's own patch would do here. There is nothing to apply or merge: only the user can have changed
 * the file since.
 */
export function ownPlanText(plan: FilePlan, t: Translate): string {
  const isOlder = plan.state === 'conflict' || plan.state === 'differs';
  const counted = plan.state === 'conflict' && countChanges(plan.fit.hunks).already > 0;
  return isOlder && !counted ? t('you’ve changed it since you sent this') : planText(plan, t);
}

/** What happened to a file that was applied. */
export function appliedText(plan: ApplicablePlan, t: Translate): string {
  if (plan.state === 'create') return t('created');
  if (plan.state === 'delete') return t('deleted');
  const { fits, already, conflict, all } = countChanges(plan.fit.hunks);
  return conflict === 0 ? t('applied') : t('{0} of {1} changes applied', fits + already, all);
}

/** How much of a patch the user has applied. */
export function appliedHereText({ files, of }: Applied, t: Translate): string {
  if (files === of) return t('Applied');
  return files === 0 ? t('Applied in part') : t('{0} of {1} files applied', files, of);
}

/**
 * Summarizes what was applied: the number of files, how many of them were edited, whether these are
 * unsaved, how many files were skipped, and how many changes conflict.
 */
export function doneText(
  {
    applied,
    edited,
    unsaved,
    left,
    conflicts,
  }: { applied: number; edited: number; unsaved: boolean; left: number; conflicts: number },
  t: Translate,
): string {
  if (applied === 0)
    return t(
      'Nothing was changed because the files have changed since you viewed them. View them again.',
    );
  return paragraph([
    applied === 1 ? t('Applied to 1 file.') : t('Applied to {0} files.', applied),
    // Without an edited file, no editor has an Undo that would revert it.
    edited > 0 ? undoText(unsaved, t) : '',
    conflicts === 1 ? t('1 change conflicts with your copy.') : '',
    conflicts > 1 ? t('{0} changes conflict with your copy.', conflicts) : '',
    left > 0 ? t('Only part of it was applied. See the chat for details.') : '',
  ]);
}

/**
 * Says that nothing is final.
 * @param unsaved whether edited files stay unsaved
 */
function undoText(unsaved: boolean, t: Translate): string {
  return unsaved
    ? t('Edited files stay unsaved; Undo reverts everything.')
    : t('Undo reverts everything.');
}

/** The title of a comparison between an own file and what it would become. */
export function previewTitle(plan: FilePlan, author: string, t: Translate): string {
  const name = plan.path.split('/').at(-1) ?? plan.path;
  switch (plan.state) {
    case 'create':
      return t('{0}: new in {1}’s patch', name, author);
    case 'delete':
      return t('{0}: deleted in {1}’s patch', name, author);
    case 'differs':
      return t('{0}: your copy ↔ {1}’s', name, author);
    default:
      return t('{0}: your copy ↔ with {1}’s patch', name, author);
  }
}

/** The heading above hunks that are shown because they can't be applied. */
export function leftOutText(plan: FilePlan, t: Translate): string {
  if (plan.state !== 'edit' && plan.state !== 'conflict') return planText(plan, t);
  const count = conflictsIn(plan);
  return count === 1
    ? t('1 change doesn’t fit your copy')
    : t('{0} changes don’t fit your copy', count);
}

/** The number of a file's changes that conflict with the reader's copy. */
export function conflictsIn({ fit }: MergeablePlan): number {
  return countChanges(fit.hunks).conflict;
}

function countChanges(hunks: AppliedHunks['hunks']) {
  const states = hunks.flatMap(({ changes }) => changes);
  const count = (wanted: ChangeState) => states.filter((state) => state === wanted).length;
  return {
    fits: count('fits'),
    already: count('already'),
    conflict: count('conflict'),
    all: states.length,
  };
}

/** Why these files can't be sent in one message, for people; undefined when they can. */
export function patchProblem(
  { files }: { readonly files: readonly PatchFile[] },
  comment: string,
  t: Translate,
): string | undefined {
  const paths = files.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    return t('Two of these files are called “{0}” in their folders. Send them one by one.', twice);
  }
  if (files.length > maxPatchFiles) {
    return t('A patch can have at most {0} files. Choose fewer.', maxPatchFiles);
  }
  // Without a comment, the paths replace it, cut to 500 characters.
  const text = comment.trim() === '' ? paths.join(', ').slice(0, 500) : comment;
  return fitsEntry(text, { type: 'patch', files })
    ? undefined
    : patchTooLargeText(cardBytes(files), maxJsonBytes, t);
}
