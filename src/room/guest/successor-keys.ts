import type { HeldKey } from '../../protocol/access';
import { maxOtherKeys } from '../../protocol/frames';
import type { Network } from '../../protocol/network';

/** Maximum number of keys for one hub: as many as a `resume` carries. */
const maxKeys = 1 + maxOtherKeys;

/** Every chain with this many steps is tried, and longer ones up to the maximum while there are few chains. */
const minSteps = 3;
const maxSteps = 8;
const fewWays = 64;

/**
 * The keys under which hubs may know a member, by their pins, for each the likeliest first. A hub has its keys from
 * another host, which may have them from yet another. The member can't know through which hosts they came while it was
 * away. Among five voters, every chain of up to four hosts is tried; among three, of up to six.
 *
 * @param held keys that the member has held, the newest first
 * @param pins of those who may be or have been hosts; the pins of held keys count, too
 */
export function keysByPin(
  held: readonly HeldKey[],
  pins: readonly string[],
  successorKey: Network['successorKey'],
): ReadonlyMap<string, readonly string[]> {
  const hosts = [...new Set([...pins, ...held.map(({ pin }) => pin)])];
  const found = new Map(hosts.map((pin) => [pin, new Set<string>()]));
  const seen = new Set<string>();
  let ends = held;
  for (let steps = 0; steps <= maxSteps; steps += 1) {
    if (steps > minSteps && ends.length >= fewWays) break;
    if (steps > 0) {
      ends = ends.flatMap((end) =>
        hosts
          .filter((pin) => pin !== end.pin)
          .map((pin) => ({ pin, key: successorKey(end.key, pin) })),
      );
    }
    ends = ends.filter(({ key }) => !seen.has(key));
    for (const { pin, key } of ends) {
      seen.add(key);
      found.get(pin)?.add(key);
    }
  }
  return new Map(Array.from(found, ([pin, keys]) => [pin, [...keys].slice(0, maxKeys)]));
}

/** Derives the keys again only when what they derive from has changed: that takes some milliseconds. */
export class DerivedKeys {
  private held: readonly HeldKey[] | undefined;
  private pins = '';
  private keys: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(private readonly derive = keysByPin) {}

  /** As {@link keysByPin}. */
  byPin(...[held, pins, successorKey]: Parameters<typeof keysByPin>) {
    const names = pins.join(' ');
    if (held !== this.held || names !== this.pins) {
      this.keys = this.derive(held, pins, successorKey);
      this.held = held;
      this.pins = names;
    }
    return this.keys;
  }
}
