import { fold } from '../../text/fold';

export interface CompletionSources {
  /** The names of the line commands, without `/`. */
  readonly commands: readonly string[];
  /** The names of the other members. */
  readonly names: readonly string[];
  /** What is in the folder of a path that begins like this; folders end with a slash. */
  paths(beginning: string): readonly string[];
}

export interface Completion {
  readonly text: string;
  readonly cursor: number;
  /** What the user can choose from, when what is typed fits several. */
  readonly choices: readonly string[];
}

/** Completes what is before the cursor: a command, a path after `/file`, or a member's name after `@`. */
export function complete(text: string, cursor: number, sources: CompletionSources): Completion {
  const before = text.slice(0, cursor);
  const command = /^\/([a-z-]*)$/.exec(before);
  const path = /^\/file\s(.*)$/s.exec(before);
  const mention = /[@＠]([^@＠\n]*)$/.exec(before);
  if (command) return filled(text, 1, cursor, beginningWith(command[1] ?? '', sources.commands));
  if (path) {
    const typed = (path[1] ?? '').trimStart();
    return filled(text, cursor - typed.length, cursor, sources.paths(typed), '');
  }
  if (mention) {
    const typed = mention[1] ?? '';
    return filled(text, cursor - typed.length, cursor, beginningWith(typed, sources.names));
  }
  // A name at the beginning of a message, as in IRC.
  const first = /^(\S+)$/.exec(before)?.[1];
  const names = first === undefined ? [] : beginningWith(first, sources.names);
  if (names.length !== 1) return { text, cursor, choices: names };
  return filled(text, 0, cursor, [`@${names[0]}`]);
}

function beginningWith(typed: string, all: readonly string[]): readonly string[] {
  const wanted = fold(typed);
  return all.filter((each) => fold(each).startsWith(wanted));
}

/** The text with what all choices have in common; with `end` after a single one. */
function filled(
  text: string,
  start: number,
  cursor: number,
  choices: readonly string[],
  end = ' ',
): Completion {
  const [first] = choices;
  if (first === undefined) return { text, cursor, choices };
  const typed = text.slice(start, cursor);
  const common = choices.reduce(commonBeginning);
  const isOnly = choices.length === 1;
  // What is typed may differ in case from what it stands for.
  const added = isOnly ? first + (first.endsWith('/') ? '' : end) : longer(common, typed);
  const after = text.slice(cursor);
  const joined = isOnly && after.startsWith(end) ? after.slice(end.length) : after;
  const result = text.slice(0, start) + added;
  return { text: result + joined, cursor: result.length, choices: isOnly ? [] : choices };
}

function longer(common: string, typed: string): string {
  return common.length > typed.length ? common : typed;
}

function commonBeginning(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  // Not half a character.
  if (/[\ud800-\udbff]$/.test(one.slice(0, length))) length -= 1;
  return one.slice(0, length);
}
