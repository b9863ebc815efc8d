/** A place in a file that a text names: `src/main.c:10:5`. */
export interface Reference {
  readonly path: string;
  /** Counts from 1, as does the column. */
  readonly line: number;
  readonly column?: number;
}

/** Extensions that make a name without a folder a file; `example.com:80` is none. */
const extensions = new Set(
  `asm awk bash bat bib c c++ cc cfg clj cmake cmd conf cpp cs css csv cts cu cxx dart diff el env
  erl ex exs f90 fs go gradle graphql groovy h h++ hh hpp hrl hs htm html hxx ini ino inl ipynb java
  jl js json json5 jsonc jsx kt kts less lisp lock log lua m make markdown md mjs mk ml mli mm mts
  pas patch php pl pm ps1 properties proto py pyi pyw r rb rkt rs rst s sass scala scm scss sh sql
  sv svelte svg svh swift tcl tex toml ts tsv tsx txt v vb vhd vhdl vue xml yaml yml zig zsh`.split(
    /\s+/,
  ),
);

/** Files that have no extension. */
const plainNames = /^(?:(?:GNU)?[Mm]akefile|Dockerfile|Gemfile|Rakefile|Jenkinsfile|Kconfig)$/;

/** Largest line or column, as in the room's protocol. */
const largest = 10_000_000;

/**
 * Each run of characters that a path may have, up to its numbers. Runs begin only where the one before
 * has ended, which keeps the search linear.
 */
const candidate =
  /(?<![\p{L}\p{M}\p{N}_.+~@$#%&/\\:-])((?:[A-Za-z]:(?=[\\/]))?[\p{L}\p{M}\p{N}_.+~@$#/\\-]{1,260}):(\d{1,8})(?::(\d{1,8}))?(?![\p{L}\p{N}_]*[A-Za-z0-9_])(?!:\d)/gu;

/** Chinese runs on without spaces: 在main.c:10 is about main.c. */
const prose = /^\p{Script=Han}+(?=[A-Za-z])/u;

/** The references in a text, in order, with where they stand. */
export function* findReferences(
  text: string,
): Generator<Reference & { readonly start: number; readonly end: number }> {
  for (const match of text.matchAll(candidate)) {
    const [whole, run = '', line, column] = match;
    const path = run.replace(prose, '');
    const reference = referenceOf(path, Number(line), column);
    if (!reference) continue;
    const end = match.index + whole.length;
    yield { ...reference, start: match.index + run.length - path.length, end };
  }
}

function referenceOf(path: string, line: number, column?: string): Reference | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (!isFileName(name, name !== path)) return undefined;
  if (!isPosition(line)) return undefined;
  if (column === undefined) return { path, line };
  return isPosition(Number(column)) ? { path, line, column: Number(column) } : undefined;
}

function isFileName(name: string, inFolder: boolean): boolean {
  if (plainNames.test(name)) return true;
  const extension = /^.+\.([A-Za-z][A-Za-z0-9+]{0,9})$/.exec(name)?.[1];
  return extension !== undefined && (inFolder || extensions.has(extension.toLowerCase()));
}

function isPosition(value: number): boolean {
  return value >= 1 && value <= largest;
}
