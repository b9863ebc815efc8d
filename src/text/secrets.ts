/** The longest line that is searched, in UTF-16 units; of a longer one, only the beginning is searched. */
const maxLine = 4000;

/** Words before a value that no one else should see. */
const names =
  /(?:pass(?:word|wd|phrase)|pwd|passwort|secret|token|(?:api|access|private|auth|account|signing|encryption)[-_ ]?key|credentials?|authorization|cookie|session[-_ ]?id|密码|口令|令牌|密钥)[A-Z0-9_]{0,20}["'\]]?\s{0,8}(?:=|:|：|=>|\s(?:is|为|是)\s)\s{0,8}(\S{1,200})/giu;

/** A secret as an argument: `--password hunter2`. */
const argument = /--?(?:pass(?:word|wd|phrase)?|secret|token|api-?key)[ =](\S{1,200})/giu;

/** Values that give nothing away. */
const harmless =
  /^["'([{<]*(?:\*{2,}|x{3,}|\.{3}|…|none|null|nil|undefined|true|false|required|invalid|missing|incorrect|expired|empty|\[?redacted|<[\w -]*>?|\$\{?\w+\}?|%s|\{\w*\})["')\]}>,.;:]*$|^["',.;:)\]}]*$|^["']?(?:~?\/|[A-Z]:\\)[\w.~/\\:-]*["']?$/i;

/** Formats that only secrets have, by issuer. */
const forms = [
  // GitHub, GitLab, npm, PyPI, Hugging Face
  /\b(?:gh[opsur]_[A-Za-z0-9]{20}|github_pat_\w{20}|glpat-[\w-]{16}|npm_[A-Za-z0-9]{30}|pypi-[\w-]{20}|hf_[A-Za-z0-9]{20})/,
  // OpenAI and others, Stripe, Slack, SendGrid
  /\b(?:sk-[\w-]{16}|[rs]k_live_\w{16}|xox[abeprs]-[\w-]{10}|SG\.[\w-]{16})/,
  // Amazon, Google, Alibaba Cloud, Tencent Cloud
  /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30}|LTAI[A-Za-z0-9]{12}|AKID[A-Za-z0-9]{13})/,
  // JSON Web Tokens
  /\beyJ[\w-]{8,4000}\.eyJ[\w-]/,
  // A name and a password in an address
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,100}:[^\s:@/]{1,200}@/i,
  /\b(?:Bearer|Basic) [\w.~+/=-]{12}/,
  // An invite of Deskmate
  /:\/\/deskmate\.deskmate\/join\?/i,
];

const keyBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

/** A run of characters that may be a random value; paths, hashes and words are told apart by what is in it. */
const run = /(?<![\w+/=.-])[\w+/=-]{32,200}(?![\w+/=.-])/g;

/**
 * The indexes of the lines that look like they contain a password, a token or a key. A guess for a warning: it
 * marks too much rather than too little.
 */
export function secretLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let inKey = false;
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, maxLine);
    inKey ||= keyBegin.test(line);
    if (inKey || looksSecret(line)) found.add(index);
    if (keyEnd.test(line)) inKey = false;
  }
  return found;
}

/** Whether a line looks like it contains a password, a token or a key. */
export function looksSecret(line: string): boolean {
  if (forms.some((form) => form.test(line))) return true;
  for (const pattern of [names, argument]) {
    for (const [, value = ''] of line.matchAll(pattern)) {
      if (!harmless.test(value)) return true;
    }
  }
  for (const [value] of line.matchAll(run)) if (isRandom(value)) return true;
  return false;
}

/**
 * Whether a run of characters is likely random: it mixes upper case, lower case and digits often. Hashes in
 * hexadecimal, names and paths don't.
 */
function isRandom(value: string): boolean {
  if (/^[\dA-Fa-f-]+$/.test(value) || value.split('/').length > 3) return false;
  const kinds = [...value].map((character) =>
    /\d/.test(character) ? 'digit' : /[A-Z]/.test(character) ? 'upper' : 'lower',
  );
  const switches = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return new Set(kinds).size === 3 && switches >= value.length / 3;
}
