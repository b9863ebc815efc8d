import type { Translate } from '../strings/translate';
import { UsageError } from './exit-codes';

/** Reads the value of an option that is a number from `min` to `max`. @throws {UsageError} */
export function wholeNumber(
  option: string,
  text: string,
  [min, max]: readonly [number, number],
  t: Translate,
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(t('{0} must be a number from {1} to {2}, not {3}.', option, min, max, text));
}
