/**
 * What the text of a question that was published without its student's name begins with. Its author in the log is the helper
 * who published it: a program that doesn't know the field `anonymous` shows that it isn't the helper who asks. It is the same
 * in every language, because programs that know the field leave it out.
 */
const prefix = 'Anonymous student: ';

/** The text of such a message as it is in the log. */
export function anonymousText(said: string): string {
  return prefix + said;
}

/** What its student said. */
export function withoutPrefix(text: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
