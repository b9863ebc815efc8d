/** Gives a value that may be taken, or undefined for any other. */
export type Reader<T> = (value: unknown) => T | undefined;

/** A text of `least` to `most` UTF-16 units. */
export function text(most: number, least = 0): Reader<string> {
  return (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most ? value : undefined;
}

/** A whole number that a double holds exactly. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

/** One of the names in `known`; an inherited one is none of them. */
export function oneOf<T extends string>(known: Readonly<Record<T, true>>): Reader<T> {
  return (value) =>
    typeof value === 'string' && Object.hasOwn(known, value) ? (value as T) : undefined;
}

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Fields<R extends Readers> = { readonly [K in keyof R]: NonNullable<ReturnType<R[K]>> };

/**
 * An object of a type, with these fields and no others. What stands in an optional field must be right
 * as well: a message is taken as a whole or not at all.
 */
export function shape<T extends string, R extends Readers, O extends Readers>(
  type: T,
  required: R,
  optional: O,
): Reader<{ readonly type: T } & Fields<R> & Partial<Fields<O>>> {
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    const taken: Record<string, unknown> = { type };
    for (const [name, read] of Object.entries({ ...required, ...optional })) {
      const given = Object.hasOwn(source, name) ? source[name] : undefined;
      if (given === undefined && !Object.hasOwn(required, name)) continue;
      const field = read(given);
      if (field === undefined) return undefined;
      taken[name] = field;
    }
    return taken as { readonly type: T } & Fields<R> & Partial<Fields<O>>;
  };
}
