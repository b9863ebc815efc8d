import * as v from 'valibot';

/** A code of `refused`, on the connections for files, knocks and room codes. Later versions may add codes. */
export const refusalCode = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));

/** A name, in UTF-16 units. Both sides hash its UTF-8, which half a surrogate pair doesn't have. */
export const hashedName = v.pipe(
  v.string(),
  v.maxLength(128),
  v.check((text) => !/\p{Surrogate}/u.test(text)),
);

/** The longest line on the connections for knocks and room codes, in bytes with its line feed. */
export const maxShortLine = 2048;

/** Decodes a line so short that the depth of its JSON doesn't matter; undefined if it isn't a frame. Never throws. */
export function decodeShortLine<S extends v.GenericSchema>(
  schema: S,
  line: string,
): v.InferOutput<S> | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(line), { abortEarly: true });
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
