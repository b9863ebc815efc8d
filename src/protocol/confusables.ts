import rows from './confusables.json';

/**
 * By character, what it looks like: all of confusables.txt of UTS #39. `npm run confusables` writes the
 * rows. Made when first asked for: a window that is in no room needs none.
 */
export function confusables(): ReadonlyMap<string, string> {
  known ??= new Map(
    Object.entries(rows).flatMap(([like, characters]) =>
      Array.from(characters, (character) => [character, like] as const),
    ),
  );
  return known;
}

let known: ReadonlyMap<string, string> | undefined;
