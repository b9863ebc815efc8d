/** A place in a file, named by a text: `src/main.c:10:5`. */
export interface Reference {
  readonly path: string;
  /** Counts from 1, like `column`. */
  readonly line: number;
  readonly column?: number;
}

/** A reference and its position in the text, in UTF-16 units. */
export type FoundReference = Reference & { readonly start: number; readonly end: number };

/** Extensions that mark a name without a folder as a file; `example.com:80` isn't one. */
const extensions = new Set(
  `adb ads asm awk bash bat bib bzl c c++ cc cfg cjs clj cmake cmd cob conf cpp cs css csv cts cu cxx
  dart diff el env erl ex exs f f03 f08 f77 f90 f95 fish fs gd go gradle graphql groovy h h++ hh hpp
  hrl hs htm html hxx ini ino inl ipp ipynb java jl js json json5 jsonc jsx kt kts l less lisp ll lock
  log lua m make markdown md mjs mk ml mli mm mod mts nim pas patch php pl pm ps1 properties proto pxd
  py pyi pyw pyx qml r rb rkt rmd rs rst s sass scala scm scss sh sol sql sv svelte svg svh swift tcc
  tcl tex tf toml tpp ts tsv tsx txt v vb vhd vhdl vue xml xsd xsl y yaml yml yy zig zsh`.split(
    /\s+/,
  ),
);

/** Names of files that have no extension. */
const plainNames = /^(?:(?:GNU)?[Mm]akefile|Dockerfile|Gemfile|Rakefile|Jenkinsfile|Kconfig)$/;

/** The largest line or column, as in the room's protocol, and the longest path, in UTF-16 units. */
const maxPosition = 10_000_000;
const maxPath = 1024;

/**
 * A run of characters that a path may contain. A run starts only where the previous one ended, or at a
 * drive letter after Chinese or Japanese, which keeps the search linear.
 */
const run =
  /(?:(?<![\p{L}\p{M}\p{N}_.+~@$#%&/\\:-])(?:file:\/\/\/?(?=[A-Za-z]:[\\/])|(?:file|webpack):\/\/(?=\/))?|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])(?=[A-Za-z]:[\\/]))(?:[A-Za-z]:(?=[\\/]))?(?:(?![A-Za-z]:[\\/])[\p{L}\p{M}\p{N}_.+~@$#%/\\-])+/gu;

/** A path in quotes, which may contain spaces; what follows it decides whether it is one. */
const quoted =
  /"([^"\n]{1,260})"|'([^'\n]{1,260})'|[“‘「『《]([^“‘「『《”’」』》\n]{1,260})[”’」』》]/g;

/** How tools write a line and column after a path. */
const positions = [
  // :12, :12:5, :12.5 and ranges :12:5-9; in Chinese punctuation, too
  /[:：](\d{1,8})(?:[:：.](\d{1,8}))?(?:-\d{1,8})?(?![A-Za-z0-9_]|[:：]\d)/y,
  // (12), (12,5), : (12, 5), :[12,5]
  /(?:: ?)?[([（](\d{1,8})(?:[,，:] ?(\d{1,8}))?(?:[-,] ?\d{1,8}){0,2}[)\]）]/y,
  // , line 12, characters 5   : line 12   on line 12   :line 12
  /[,:]? ?(?:on )?line (\d{1,8})(?:[,:]? (?:col(?:umn)?|char(?:acter)?s?) (\d{1,8}))?(?![A-Za-z0-9_])/iy,
  // 的第 12 行
  /[,，:：]? ?的? ?第 ?(\d{1,8}) ?行/y,
  // :行号 12
  /[:：]行号 ?(\d{1,8})/y,
];

/** A path with a line inside a run: the letters of 的第12行 may also occur in a path, and so may #. */
const lineInRun =
  /^(.*?\.[A-Za-z][A-Za-z0-9+]{0,9})(?:的?第(\d{1,8})行|#L(\d{1,8})(?:-L?\d{1,8})?$)/u;

/** Chinese and Japanese have no spaces: 在main.c:10 refers to main.c. */
const prose = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+(?=[A-Za-z])/u;

/** A method before its file, as in Java stack traces; the package gives the file's folder. */
const method = /(?:^|\/)((?:[a-z_][\w]*\.)+)[A-Z][\w$]*\.[\w$]+$/;

/** Finds the references in a text, in order and without overlaps. */
export function* findReferences(text: string): Generator<FoundReference> {
  const inQuotes = quotedReferences(text);
  let next = inQuotes.next();
  let end = 0;
  for (const reference of plainReferences(text)) {
    for (; !next.done && next.value.start <= reference.start; next = inQuotes.next()) {
      yield next.value;
      end = next.value.end;
    }
    if (reference.start < end) continue;
    yield reference;
    end = reference.end;
  }
  if (!next.done) {
    yield next.value;
    yield* inQuotes;
  }
}

/** Finds quoted paths followed by a line: `File "my lab/client.py", line 12`. */
function* quotedReferences(text: string): Generator<FoundReference> {
  let from = 0;
  for (;;) {
    quoted.lastIndex = from;
    const match = quoted.exec(text);
    if (!match) return;
    const path = match[1] ?? match[2] ?? match[3] ?? '';
    const start = match.index;
    const position = positionAt(text, start + match[0].length);
    const isFile = position && isQuotedFile(path, text.slice(Math.max(start - 5, 0), start));
    if (isFile) yield { ...position, path, start, end: position.end };
    // An apostrophe doesn't open a quote, so try again after it.
    from = isFile ? position.end : start + 1;
  }
}

/** Python (`File "…"`) runs files of any name; otherwise the name must look like a file's. */
function isQuotedFile(path: string, before: string): boolean {
  if (/[<>]|\s$/.test(path)) return false;
  return isFilePath(path) || before === 'File ';
}

function* plainReferences(text: string): Generator<FoundReference> {
  let before = { end: 0, text: '' };
  for (const match of text.matchAll(run)) {
    const [whole] = match;
    const found = referenceIn(whole, match.index, text);
    if (found) {
      const folder = text.charAt(match.index - 1) === '(' && before.end === match.index - 1;
      const [, names = ''] = (folder && method.exec(before.text)) || [];
      const isOfClass = /^[\w$]+\.(?:java|kt|scala|groovy)$/.test(found.path);
      yield isOfClass ? { ...found, path: names.replaceAll('.', '/') + found.path } : found;
    }
    before = { end: match.index + whole.length, text: whole };
  }
}

function referenceIn(whole: string, at: number, text: string): FoundReference | undefined {
  const shown = whole.replace(prose, '');
  const start = at + whole.length - shown.length;
  const inRun = lineInRun.exec(shown);
  const path = pathOf(inRun?.[1] ?? shown);
  if (path === undefined || path.length > maxPath || !isFilePath(path)) return undefined;
  if (!inRun) {
    const position = positionAt(text, at + whole.length);
    return position && { ...position, path, start };
  }
  const line = Number(inRun[2] ?? inRun[3]);
  return isPosition(line) ? { path, line, start, end: start + inRun[0].length } : undefined;
}

/**
 * The path of a file or webpack address, or the run itself when it isn't one; undefined when it can't be
 * decoded.
 */
function pathOf(shown: string): string | undefined {
  const [scheme = ''] = /^(?:file|webpack):\/\/(?:\/(?=[A-Za-z]:))?/.exec(shown) ?? [];
  if (scheme === '') return shown;
  try {
    return decodeURIComponent(shown.slice(scheme.length));
  } catch {
    return undefined;
  }
}

/** The line and column written right after a path that ends at `at`. */
function positionAt(
  text: string,
  at: number,
): { readonly line: number; readonly column?: number; readonly end: number } | undefined {
  for (const position of positions) {
    position.lastIndex = at;
    const match = position.exec(text);
    if (!match) continue;
    const [whole, , column] = match;
    const line = Number(match[1]);
    if (!isPosition(line)) return undefined;
    const end = at + whole.length;
    if (column === undefined) return { line, end };
    return isPosition(Number(column)) ? { line, column: Number(column), end } : undefined;
  }
  return undefined;
}

/** Whether a text names a file, by its name and extension. */
export function isFilePath(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (plainNames.test(name)) return true;
  const extension = /^.+\.([A-Za-z][A-Za-z0-9+]{0,9})$/.exec(name)?.[1];
  return extension !== undefined && (name !== path || extensions.has(extension.toLowerCase()));
}

function isPosition(value: number): boolean {
  return value >= 1 && value <= maxPosition;
}
