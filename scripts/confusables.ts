import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import lookalikes from 'unhomoglyph/data.json';
import { runMain } from './editor/failure';

export const CONFUSABLES = path.resolve(__dirname, '../src/protocol/confusables.json');

/**
 * The whole of confusables.txt, UTS #39, from the package `unhomoglyph`: for each text, the characters that
 * look like it. In ASCII, because some of them reverse or hide the text next to them.
 */
export function confusables(): string {
  const rows = new Map<string, string>();
  for (const [character, like] of Object.entries(lookalikes)) {
    if (character !== like) rows.set(like, (rows.get(like) ?? '') + character);
  }
  const json = JSON.stringify(Object.fromEntries(rows), undefined, 2);
  const ascii = json.replace(
    /[^\n -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${ascii}\n`;
}

async function main(): Promise<number> {
  await writeFile(CONFUSABLES, confusables());
  return 0;
}

if (require.main === module) runMain(main);
