/** Cuts a text to `max` UTF-16 units, the last of them `…`; not within a character. */
export function truncate(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
