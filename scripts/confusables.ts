import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import lookalikes from 'unhomoglyph/data.json';
import { skeleton } from '../src/protocol/names';
import { runMain } from './editor/failure';

export const CONFUSABLES = path.resolve(__dirname, '../src/protocol/confusables.json');

/**
 * confusables.txt, UTS #39, from the package `unhomoglyph`: for each text, the characters that look like it, without
 * those whose decomposition says so. In ASCII, because some of them reverse or hide the text next to them.
 */
export function confusables(): string {
  const rows = new Map<string, string>();
  for (const [character, like] of neededRows()) {
    rows.set(like, (rows.get(like) ?? '') + character);
  }
  const json = JSON.stringify(Object.fromEntries(rows), undefined, 2);
  const ascii = json.replace(
    /[^\n -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${ascii}\n`;
}

/** The rows without which a skeleton would be another. */
function neededRows(): ReadonlyMap<string, string> {
  const all = new Map(Object.entries(lookalikes).filter(([character, like]) => character !== like));
  const needed = new Map(all);
  for (const [character, like] of all) {
    needed.delete(character);
    if (skeleton(character, needed) !== skeleton(character, all)) needed.set(character, like);
  }
  return needed;
}

async function main(): Promise<number> {
  await writeFile(CONFUSABLES, confusables());
  return 0;
}

if (require.main === module) runMain(main);
