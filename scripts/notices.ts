import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles, commandLineBundles } from './build';
import { runMain } from './editor/failure';

const ROOT = path.resolve(__dirname, '..');

export const NOTICES = path.join(ROOT, 'THIRD-PARTY-NOTICES.md');

const confusables =
  '[confusables.txt](https://www.unicode.org/Public/security/13.0.0/confusables.txt)';

interface Licensed {
  readonly name: string;
  readonly licence: string;
  readonly text: string;
}

/** The third-party notices of what is in the bundles as they go into the VSIX. */
export function extensionNotices(): Promise<string> {
  return notices(
    bundles({ production: true }),
    `What runs in the editor contains parts of the packages below, and
${confusables} and, through emojibase-data, names of CLDR,
both of Unicode (Unicode-3.0).
\`npm run notices\` writes this page.`,
  );
}

/** The third-party notices of what is in the npm package. */
export function commandLineNotices(): Promise<string> {
  return notices(
    commandLineBundles({ production: true }),
    `The program contains parts of the packages below, and
${confusables} of Unicode (Unicode-3.0).`,
  );
}

async function notices(
  contents: readonly esbuild.BuildOptions[],
  introduction: string,
): Promise<string> {
  const packages = await Promise.all((await bundledFolders(contents)).map(licensed));
  // Packages of one family share a licence text.
  const families = new Map<string, Licensed[]>();
  for (const each of packages) {
    families.set(each.text, [...(families.get(each.text) ?? []), each]);
  }
  const sections = Array.from(families, ([text, family]) => {
    const names = new Set(family.map(({ name }) => name));
    return section(`${[...names].join(', ')} (${family[0]?.licence})`, text);
  });
  const unicode = await readFile(path.join(__dirname, 'notices/unicode-license.txt'), 'utf8');
  return `# Third-party notices

${introduction}

${[...sections, section('Unicode data (Unicode-3.0)', unicode)].join('\n')}`;
}

/** The folders of the packages that code in a bundle comes from: `node_modules/tslib`. */
async function bundledFolders(contents: readonly esbuild.BuildOptions[]): Promise<string[]> {
  const built = await Promise.all(
    contents.map((bundle) => esbuild.build({ ...bundle, write: false, metafile: true })),
  );
  const inputs = built
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  // A package can contain another one: the last folder counts.
  const folders = inputs.flatMap(
    ([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

async function licensed(folder: string): Promise<Licensed> {
  const place = path.join(ROOT, folder);
  const { name, license } = JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8'));
  // The Apache licence requires the notice files too; with other licences they only repeat the text.
  const wanted = license === 'Apache-2.0' ? /^(licen[cs]e|.*notice)\b/i : /^licen[cs]e\b/i;
  const files = (await readdir(place)).filter((file) => wanted.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(place, file), 'utf8')));
  if (texts.length === 0) throw new Error(`${folder} has no licence text.`);
  return { name, licence: license, text: texts.map((text) => text.trim()).join('\n\n') };
}

function section(title: string, text: string): string {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
  return `## ${title}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

async function main(): Promise<number> {
  await writeFile(NOTICES, await extensionNotices());
  return 0;
}

if (require.main === module) runMain(main);
