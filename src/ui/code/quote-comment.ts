/** How a language writes comments; at most one of the two is used, lines first. */
export interface CommentStyle {
  /** `//` or `#`. */
  readonly line?: string;
  /** `<!--` and `-->`. */
  readonly block?: readonly [string, string];
}

/** Line endings in some languages, including those that no editor shows as such. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** Characters that change the order of what is shown, or show nothing: a compiler reads something else than people. */
const deceptive = /[\p{Bidi_Control}\p{Cc}\u200b\u2060\ufeff]/gu;

/**
 * A message as a comment: its author and time on the first line, then its text. Nothing in it can end the
 * comment or join the line after it.
 * @param heading who said it, and when
 * @returns lines without an end, for insertion where a line begins
 */
export function quoteComment(heading: string, text: string, style: CommentStyle): string {
  const lines = [heading, ...text.trim().split(lineEnds)].map((line) => harmless(line, style));
  const { line, block } = style;
  if (line !== undefined) return lines.map((each) => `${line} ${each}`.trimEnd()).join('\n');
  if (!block) return lines.map((each) => `> ${each}`.trimEnd()).join('\n');
  const [start, end] = block;
  return lines.length === 1
    ? `${start} ${lines[0]} ${end}`
    : [start, ...lines.map((each) => `  ${each}`.trimEnd()), end].join('\n');
}

function harmless(line: string, { line: sign, block }: CommentStyle): string {
  const visible = line
    .replaceAll('\t', '  ')
    .replace(deceptive, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  if (sign === undefined && !block) return visible;
  let safe = visible.replace(/<\/(?=script)/gi, '< /');
  // A space in the middle of a comment's end marker disables it, and people can still read it.
  for (const end of sign === undefined ? (block ?? []) : ['?>', '%>']) {
    safe = safe.replaceAll(end, `${end.slice(0, 1)} ${end.slice(1)}`);
  }
  // HTML also takes this for the end of a comment.
  safe = safe.replaceAll('--!>', '- -!>');
  // In the first two lines of a Python file, this would be its encoding (PEP 263).
  if (sign === '#') safe = safe.replace(/coding(?=[:=])/g, 'coding ');
  // In C, in shells and in makefiles, a backslash joins the next line to a comment.
  return safe.endsWith('\\') ? `${safe} .` : safe;
}

/** Reads the comments of a language's configuration; undefined when it has none. */
export function commentStyleOf(configuration: unknown): CommentStyle | undefined {
  const { lineComment, blockComment } = Object(Object(configuration).comments);
  // Newer editors also write the sign as an object.
  const line: unknown = typeof lineComment === 'string' ? lineComment : Object(lineComment).comment;
  if (typeof line === 'string' && line !== '') return { line };
  if (!Array.isArray(blockComment)) return undefined;
  const [start, end]: unknown[] = blockComment;
  const isPair = typeof start === 'string' && typeof end === 'string' && start !== '' && end !== '';
  return isPair ? { block: [start, end] } : undefined;
}
