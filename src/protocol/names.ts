import confusableRows from './confusables.json';

/** The most graphemes and UTF-16 units a person's name may have; a room's may have as many units. */
const maxGraphemes = 32;
const maxUnits = 128;

/** Longer texts are cut before anything is done with them. */
const maxWished = 1024;

const lastResort = 'Guest';

export type NameProblem =
  /** Nothing but white space. */
  | 'empty'
  /** More than 32 graphemes, or 128 UTF-16 units. */
  | 'too-long'
  /**
   * Control, bidi, invisible, private-use or unassigned characters, half a surrogate pair, or too many
   * marks on one letter.
   */
  | 'bad-character';

export type CheckedName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: NameProblem };

const whiteSpace = /\p{White_Space}+/gu;

/** Emoji that need invisible characters: keycaps, flags with tags, and pictures joined into one. */
const emoji =
  /[0-9#*]\uFE0F?\u20E3|\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F}|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*/gu;

/**
 * What no name may hold outside of emoji: what is no character, of nobody knows what look, or of none at
 * all. Besides those that Unicode calls ignorable there are letters and symbols whose glyph is blank.
 */
const forbidden =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\u303F\uFFF9-\uFFFD\u{13441}\u{13442}\u{16FE4}\u{1D159}]/gu;

/**
 * Marks with nothing to stand on, and those too many on one letter: four nonspacing marks in a row are
 * what writing systems need at most, as UTS #39, 5.4, has it.
 */
const strayMarks = /(?<=^| )\p{M}+|(?<=[\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Makes a text a person typed the name that is kept, or says why it cannot be one. */
export function checkName(text: string): CheckedName {
  if (text.length > maxWished) return { ok: false, problem: 'too-long' };
  const name = tidy(text);
  if (name === '') return { ok: false, problem: 'empty' };
  if (repair(name) !== name) return { ok: false, problem: 'bad-character' };
  if (shorten(name) !== name) return { ok: false, problem: 'too-long' };
  return { ok: true, name };
}

/** A person's name as it may be shown, whoever gave it: as it is, or what can be made of it. */
export function cleanName(text: string): string {
  const known = recentNames.get(text);
  if (known !== undefined) return known;
  const near = shorten(mend(text));
  const name = checkName(near).ok ? near : lastResort;
  if (recentNames.size >= maxRecent) recentNames.clear();
  recentNames.set(text, name);
  return name;
}

/** A room's name as it may be shown to people: on one line, bounded; empty when nothing is left. */
export function cleanRoomName(text: string): string {
  return shorten(mend(text), maxUnits);
}

/**
 * What a name looks like: names of equal skeletons are easily taken for each other. Made as UTS #39, 4,
 * has it, after compatibility decomposition; it is not to be shown.
 */
export function nameSkeleton(name: string): string {
  const visible = name.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  // Twice: a wide percent sign decomposes to one that looks like `º/₀`, which decomposes again.
  return unify(decompose(decompose(visible))).normalize('NFD');
}

function decompose(letters: string): string {
  return unify(letters).normalize('NFKD');
}

function unify(letters: string): string {
  knownConfusables ??= readConfusables();
  const known = knownConfusables;
  return Array.from(letters, (letter) => known.get(letter) ?? letter).join('');
}

/**
 * By character, what it looks like: all of confusables.txt of UTS #39, as `npm run confusables` writes it.
 * Read at first use: a window without a room needs none.
 */
let knownConfusables: ReadonlyMap<string, string> | undefined;

function readConfusables(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(confusableRows).flatMap(([like, characters]) =>
      Array.from(characters, (character) => [character, like] as const),
    ),
  );
}

/**
 * The name that comes nearest to the wished one and looks like none of those taken, in whatever case:
 * `Ann` as it is, or `Ann 2`; `Guest` when nothing of the wish can be a name.
 */
export function proposeName(wished: string, taken: readonly string[]): string {
  const name = cleanName(wished);
  const known = new Set(taken.flatMap(looks));
  const isFree = (candidate: string) => !looks(candidate).some((look) => known.has(look));
  if (isFree(name)) return name;
  const [, base = name, number = '1'] = /^(.*\S) (\d{1,3})$/u.exec(name) ?? [];
  // By its three looks a name rules out three numbers at most.
  let stem = base;
  let suffix = '';
  for (let tries = 1; tries <= known.size + 1; tries += 1) {
    const { length } = suffix;
    suffix = ` ${Number(number) + tries}`;
    const more = suffix.length;
    if (more !== length) stem = shorten(base, maxGraphemes - more, maxUnits - more);
    if (isFree(stem + suffix)) return stem + suffix;
  }
  throw new Error('a look stands for two numbers');
}

/**
 * What a name can be taken for, by the case it is seen in: `I` looks like `l` and `i` does not, Cyrillic
 * `В` looks like `B` and `в` does not.
 */
function looks(name: string): readonly string[] {
  const known = recentLooks.get(name);
  if (known) return known;
  const made = [
    `as written: ${nameSkeleton(name)}`,
    `small: ${nameSkeleton(name.toLowerCase())}`,
    `capital: ${nameSkeleton(name.toUpperCase())}`,
  ];
  if (recentLooks.size >= maxRecent) recentLooks.clear();
  recentLooks.set(name, made);
  return made;
}

/** A newcomer is compared with everyone: five hundred that come in would else cost a second. */
const recentLooks = new Map<string, readonly string[]>();
/** Every entry of a log bears a name, mostly one of a few. */
const recentNames = new Map<string, string>();
const maxRecent = 2000;

function tidy(text: string): string {
  return text.normalize('NFC').replace(whiteSpace, ' ').trim();
}

/** The beginning of a text, without what no name may hold. */
function mend(text: string): string {
  return tidy(repair(tidy(text.slice(0, maxWished))));
}

function repair(name: string): string {
  return betweenEmoji(name, (part) => part.replace(forbidden, '')).replace(strayMarks, '');
}

/** Changes what stands between emoji. */
function betweenEmoji(name: string, change: (part: string) => string): string {
  const kept = name.match(emoji) ?? [];
  return name
    .split(emoji)
    .map((part, index) => change(part) + (kept[index] ?? ''))
    .join('');
}

/** Its first graphemes, within so many UTF-16 units. */
function shorten(name: string, graphemesLeft = maxGraphemes, unitsLeft = maxUnits): string {
  let end = 0;
  let count = 0;
  for (const { segment } of graphemes.segment(name)) {
    count += 1;
    if (count > graphemesLeft || end + segment.length > unitsLeft) break;
    end += segment.length;
  }
  return name.slice(0, end).trimEnd();
}
