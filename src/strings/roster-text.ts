import { maxRosterBytes, type RosterProblem, repeatedNames } from '../protocol/roster-file';
import { type ApprovalReason, maxRosterNames } from '../protocol/roster-names';
import { exhaustive } from '../util/exhaustive';
import { nameInText, nameList } from './inline-text';
import { nameProblemText } from './input-text';
import type { Translate } from './translate';

/** Says to a newcomer that the host decides, and why. @param reason as the host's program gives it */
export function approvalText(reason: string, t: Translate): readonly string[] {
  const decides = t('The host decides whether you can join.');
  switch (reason as ApprovalReason) {
    case 'not-listed':
      return [decides, t('Your name isn’t on the host’s list.')];
    case 'name-taken':
      return [decides, t('Someone has joined with your name already.')];
    default:
      return [decides];
  }
}

/** Says to the host who waits for its decision, and why. */
export function applicantText(name: string, why: ApprovalReason, t: Translate): string {
  const shown = nameInText(name);
  return why === 'not-listed'
    ? t('{0} wants to join, but isn’t on the roster.', shown)
    : t('{0} wants to join, but someone has joined with this name already.', shown);
}

/** The same beside the name. */
export function applicantNote(why: ApprovalReason, t: Translate): string {
  return why === 'not-listed' ? t('not on the roster') : t('name already used');
}

/** Asks whether these names are the roster, with what was read. */
export function rosterQuestion(names: readonly string[], language: string, t: Translate) {
  const repeated = repeatedNames(names);
  const shown = names.slice(0, 5).map(nameInText).join(', ');
  return {
    message: names.length === 1 ? t('Use this 1 name?') : t('Use these {0} names?', names.length),
    detail: [
      names.length > 5 ? t('{0} …', shown) : shown,
      ...(repeated.length > 0
        ? [
            t(
              'In the file more than once: {0}. As many people can join with these names.',
              nameList(repeated, language, t),
            ),
          ]
        : []),
      t(
        'People with these names can join with the invite, each once; you decide about everyone else. A name doesn’t prove who someone is.',
      ),
    ].join('\n\n'),
    confirm: t('Use Roster'),
  };
}

/** Why a file can't be the roster, and what to do. */
export function rosterProblemText(problem: RosterProblem, t: Translate): string {
  switch (problem.code) {
    case 'too-large':
      return t('The file is larger than {0} KB. Keep only the names in it.', maxRosterBytes / 1024);
    case 'empty':
      return t('The file has no names. Put one on each line.');
    case 'workbook':
      return t('This is a workbook. Save it as CSV in your spreadsheet program first.');
    case 'not-text':
      return t('This isn’t a text file. Save the list as CSV UTF-8.');
    case 'open-quote':
      return t('Line {0}: the quotation mark isn’t closed.', problem.line);
    case 'stray-quote':
      return t('Line {0}: there is text after a closing quotation mark.', problem.line);
    case 'which-column':
      return t(
        'Line {0}: which column has the names? Call it “Name” in the first line, or remove the other columns.',
        problem.line,
      );
    case 'no-name':
      return t('Line {0}: the name is missing.', problem.line);
    case 'too-many':
      return t('Line {0}: a roster has at most {1} names.', problem.line, maxRosterNames);
    case 'bad-name':
      return t('Line {0}: {1}', problem.line, nameProblemText(problem.name, t));
    default:
      return exhaustive(problem);
  }
}

/** How many have joined. */
export function rosterCountText(joined: number, of: number, t: Translate): string {
  return t('{0} of {1} have joined', joined, of);
}
