import confusableRows from './confusables.json';

/** Maximum number of graphemes and UTF-16 units in a user's name; a room's name may have `maxUnits` of both. */
const maxGraphemes = 32;
const maxUnits = 128;

/** Longer texts are cut before they are processed, in UTF-16 units. */
const maxInput = 1024;

const lastResort = 'Guest';

/** Why a text isn't a valid name. */
export type NameProblem =
  /** Only white space. */
  | 'empty'
  /** More than 32 graphemes, or 128 UTF-16 units. */
  | 'too-long'
  /**
   * Control, bidi, invisible, private-use or unassigned characters, half a surrogate pair, or too many
   * marks on one letter.
   */
  | 'bad-character';

/** A valid name, or why a text isn't one. */
export type CheckedName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: NameProblem };

const whiteSpace = /\p{White_Space}+/gu;

/** Emoji that need invisible characters: keycaps, flags with tags, and pictures joined into one. */
const emoji =
  /[0-9#*]\uFE0F?\u20E3|\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F}|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*/gu;

/**
 * Characters not allowed in names outside of emoji: noncharacters, characters without a defined look, and
 * invisible ones, including letters and symbols with a blank glyph that Unicode doesn't list as ignorable.
 */
const forbidden =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\u303F\uFFF9-\uFFFD\u{13441}\u{13442}\u{16FE4}\u{1D159}]/gu;

/**
 * Marks without a base letter, and more than four nonspacing marks in a row, the most that writing systems
 * need (UTS #39, section 5.4).
 */
const strayMarks = /(?<=^| )\p{M}+|(?<=[\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/** Made at first use: its tables take 3 MiB, and ASCII doesn't need them. */
let graphemes: Intl.Segmenter | undefined;

const printableAscii = /^[\x20-\x7e]*$/;

/** Normalizes a name that a user typed, or returns why it isn't valid. */
export function checkName(text: string): CheckedName {
  if (text.length > maxInput) return { ok: false, problem: 'too-long' };
  const name = tidy(text);
  if (name === '') return { ok: false, problem: 'empty' };
  if (withoutForbidden(name) !== name) return { ok: false, problem: 'bad-character' };
  if (shorten(name) !== name) return { ok: false, problem: 'too-long' };
  return { ok: true, name };
}

/** Makes an untrusted person's name safe to show: the nearest valid name, or `Guest` if nothing is left. */
export function cleanName(text: string): string {
  const known = recentNames.get(text);
  if (known !== undefined) return known;
  const near = shorten(cleanBeginning(text));
  const name = checkName(near).ok ? near : lastResort;
  if (recentNames.size >= maxRecent) recentNames.clear();
  recentNames.set(text, name);
  return name;
}

/** Makes an untrusted room name safe to show: one line, bounded; empty when nothing is left. */
export function cleanRoomName(text: string): string {
  return shorten(cleanBeginning(text), maxUnits);
}

/**
 * The skeleton of a name: names with equal skeletons look alike. Computed as in UTS #39, section 4, after
 * compatibility decomposition; not for display.
 */
export function nameSkeleton(name: string): string {
  knownConfusables ??= readConfusables();
  return skeleton(name, knownConfusables);
}

/** The skeleton by these rows of confusables.txt: for a character, the ones it looks like. */
export function skeleton(name: string, confusables: ReadonlyMap<string, string>): string {
  const unify = (letters: string) =>
    Array.from(letters, (letter) => confusables.get(letter) ?? letter).join('');
  const decompose = (letters: string) => unify(letters).normalize('NFKD');
  const visible = name.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  // Twice: a wide percent sign decomposes to one that looks like `º/₀`, which decomposes again.
  return unify(decompose(decompose(visible))).normalize('NFD');
}

/**
 * Maps a character to the ones it looks like: what `npm run confusables` takes from UTS #39. Loaded at first use,
 * because a window without a room doesn't need it.
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
 * The name nearest to the requested one that looks like none of `taken`, in any case: `Ann` itself, or
 * `Ann 2`; `Guest` when the request has no valid characters.
 */
export function proposeName(requested: string, taken: readonly string[]): string {
  // An empty room can do without the table of what looks alike, which takes memory.
  if (taken.length === 0) return cleanName(requested);
  return nearestFree(requested, new Set(taken.flatMap(looks)));
}

/** The names of many members, none of which looks like another. */
export class UniqueNames {
  private readonly known = new Set<string>();

  /** Takes the name that {@link proposeName} would propose. */
  take(requested: string): string {
    const name = nearestFree(requested, this.known);
    for (const look of looks(name)) this.known.add(look);
    return name;
  }

  /** @param name that was taken */
  release(name: string): void {
    for (const look of looks(name)) this.known.delete(look);
  }
}

/** @param known the looks of the names that are taken */
function nearestFree(requested: string, known: ReadonlySet<string>): string {
  const name = cleanName(requested);
  const isFree = (candidate: string) => !looks(candidate).some((look) => known.has(look));
  if (isFree(name)) return name;
  const [, base = name, number = '1'] = /^(.*\S) (\d{1,3})$/u.exec(name) ?? [];
  // A name has three looks, so it rules out at most three numbers.
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
 * A name's skeletons as written, in lower case and in upper case: `I` looks like `l` but `i` doesn't,
 * Cyrillic `В` looks like `B` but `в` doesn't.
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

/** Caches looks: a newcomer is compared with everyone, so 500 joins would otherwise take a second. */
const recentLooks = new Map<string, readonly string[]>();
/** Caches clean names: every log entry has a name, mostly one of a few. */
const recentNames = new Map<string, string>();
const maxRecent = 2000;

function tidy(text: string): string {
  return text.normalize('NFC').replace(whiteSpace, ' ').trim();
}

/** The beginning of a text without characters that names can't have. */
function cleanBeginning(text: string): string {
  return tidy(withoutForbidden(tidy(text.slice(0, maxInput))));
}

function withoutForbidden(name: string): string {
  return betweenEmoji(name, (part) => part.replace(forbidden, '')).replace(strayMarks, '');
}

/** Applies `change` to the parts between emoji. */
function betweenEmoji(name: string, change: (part: string) => string): string {
  const kept = name.match(emoji) ?? [];
  return name
    .split(emoji)
    .map((part, index) => change(part) + (kept[index] ?? ''))
    .join('');
}

/** The name's first graphemes, within a number of UTF-16 units. */
function shorten(name: string, graphemesLeft = maxGraphemes, unitsLeft = maxUnits): string {
  if (printableAscii.test(name)) return name.slice(0, Math.min(graphemesLeft, unitsLeft)).trimEnd();
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  let end = 0;
  let count = 0;
  for (const { segment } of graphemes.segment(name)) {
    count += 1;
    if (count > graphemesLeft || end + segment.length > unitsLeft) break;
    end += segment.length;
  }
  return name.slice(0, end).trimEnd();
}
