import * as v from 'valibot';

/** A code of `refused`, on the connections for files and knocks. Later versions may add codes. */
export const refusalCode = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));

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
