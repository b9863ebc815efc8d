import * as v from 'valibot';
import { type Card, keptCard } from '../protocol/card';

/** A card as it was kept on this computer; undefined when it is none, or makes no sense here. */
export function readCard(value: unknown): Card | undefined {
  return v.parse(keptCard, value);
}
