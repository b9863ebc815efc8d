/** Maps the highlighter's language ids to a display name and to other spellings of the language. */
const languages: Readonly<Record<string, readonly [name: string, ...others: string[]]>> = {
  armasm: ['ARM Assembly', 'arm'],
  bash: ['Shell', 'sh', 'zsh', 'shellscript', 'shell', 'console', 'terminal', 'fish'],
  c: ['C', 'h'],
  cmake: ['CMake', 'cmakelists'],
  cpp: ['C++', 'c++', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'h++', 'cuda', 'cuda-cpp', 'arduino', 'ino'],
  csharp: ['C#', 'cs', 'c#'],
  css: ['CSS', 'scss', 'less'],
  dart: ['Dart'],
  diff: ['Diff', 'patch'],
  dockerfile: ['Dockerfile', 'docker'],
  go: ['Go', 'golang'],
  haskell: ['Haskell', 'hs'],
  ini: ['INI', 'toml', 'properties', 'conf', 'dotenv'],
  java: ['Java'],
  javascript: ['JavaScript', 'js', 'jsx', 'mjs', 'cjs', 'javascriptreact', 'node'],
  json: ['JSON', 'jsonc', 'json5', 'jsonl'],
  julia: ['Julia', 'jl'],
  kotlin: ['Kotlin', 'kt', 'kts'],
  latex: ['LaTeX', 'tex'],
  lisp: ['Lisp', 'clisp', 'commonlisp', 'common-lisp', 'elisp', 'el'],
  lua: ['Lua'],
  makefile: ['Makefile', 'make', 'mk', 'mak'],
  markdown: ['Markdown', 'md'],
  matlab: ['MATLAB', 'octave'],
  mipsasm: ['MIPS Assembly', 'mips'],
  ocaml: ['OCaml', 'ml'],
  perl: ['Perl', 'pl', 'pm'],
  php: ['PHP'],
  powershell: ['PowerShell', 'ps1', 'pwsh', 'ps'],
  python: ['Python', 'py', 'python3', 'py3', 'pyw', 'sage'],
  r: ['R'],
  ruby: ['Ruby', 'rb'],
  rust: ['Rust', 'rs'],
  scala: ['Scala', 'sc'],
  scheme: ['Scheme', 'scm', 'racket', 'rkt'],
  sql: ['SQL', 'mysql', 'sqlite', 'postgres', 'postgresql', 'plsql'],
  swift: ['Swift'],
  typescript: ['TypeScript', 'ts', 'tsx', 'mts', 'cts', 'typescriptreact'],
  verilog: ['Verilog', 'v', 'sv', 'svh', 'systemverilog'],
  vhdl: ['VHDL', 'vhd'],
  x86asm: [
    'Assembly',
    'asm',
    'nasm',
    'masm',
    'gas',
    's',
    'assembly',
    'x86',
    'asm-intel-x86-generic',
  ],
  xml: ['XML', 'html', 'htm', 'xhtml', 'svg', 'vue', 'svelte', 'xsl', 'plist'],
  yaml: ['YAML', 'yml', 'dockercompose'],
};

/** Display names of spellings that share a highlighter with another language. */
const ownNames: Readonly<Record<string, string>> = {
  html: 'HTML',
  svg: 'SVG',
  jsonc: 'JSON',
  toml: 'TOML',
  scss: 'SCSS',
  less: 'Less',
  vue: 'Vue',
  cuda: 'CUDA',
  octave: 'Octave',
  racket: 'Racket',
  systemverilog: 'SystemVerilog',
};

const spellings = new Map<string, string>();
for (const [id, [, ...others]] of Object.entries(languages)) {
  for (const spelling of [id, ...others]) spellings.set(spelling, id);
}

/** The longest name of an unknown language to show, in UTF-16 units. */
const maxNameLength = 24;

export interface Language {
  /** The highlighter's id; absent when it doesn't know the language. */
  readonly id?: string | undefined;
  /** The display name; empty for plain text. */
  readonly name: string;
}

/** Finds the language for a code fence's info string or an editor's language id. */
export function languageOf(written: string): Language {
  const spelling = written.toLowerCase();
  if (/^(?:|plaintext|text|txt|plain|output|none)$/.test(spelling)) return { name: '' };
  const id = spellings.get(spelling);
  if (id === undefined) return { name: shown(written) };
  return { id, name: ownNames[spelling] ?? languages[id]?.[0] ?? '' };
}

function shown(written: string): string {
  const word = /^[\p{L}\p{N}+#._-]+/u.exec(written)?.[0] ?? '';
  return word.length > maxNameLength ? '' : word;
}
