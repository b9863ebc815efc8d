/** Some lines of a file, counted from 1, joined by LF. */
export interface Excerpt {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** A place in a file; lines and columns count from 1, `endColumn` is the one after the last. */
export interface TextSpan {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Whether the text has as many lines as `line` to `endLine` are. */
export function hasItsLines({ line, endLine, text }: Excerpt): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return endLine - line + 1 === lines;
}

/** Whether a place ends no earlier than it begins, and lies within the lines of an excerpt. */
export function isWithin(place: TextSpan, { line, endLine }: Excerpt): boolean {
  if (place.line < line || place.endLine > endLine || place.endLine < place.line) return false;
  return place.endLine > place.line || place.endColumn >= place.column;
}
