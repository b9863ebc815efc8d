import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, runMain } from './editor/failure';
import { checkScenes } from './screenshots/check-scenes';
import { classScenes } from './screenshots/class-scenes';
import { codeScenes } from './screenshots/code-scenes';
import { failureScenes } from './screenshots/failure-scenes';
import { fileScenes } from './screenshots/file-scenes';
import { handOverScenes } from './screenshots/hand-over-scenes';
import { inviteScenes } from './screenshots/invite-scenes';
import { labScenes } from './screenshots/lab-scenes';
import { largeClass } from './screenshots/large-class-scene';
import { LOOKS, type Look, looksOf } from './screenshots/looks';
import { messageScenes } from './screenshots/message-scenes';
import { nearbyScenes } from './screenshots/nearby-scenes';
import { pairingScenes } from './screenshots/pairing-scenes';
import { smallPng } from './screenshots/small-png';
import { PICTURES, type Scene, Stage } from './screenshots/stage';
import { wideScenes } from './screenshots/wide-scenes';
import { wireScenes } from './screenshots/wire-scenes';

/** The pictures that the README shows. */
const README_PICTURES = [
  'talk-dark',
  'invite-dark',
  'code-light-diff',
  'error-dark',
  'patch-light-preview',
  'terminal-dark-attached',
  'files-dark-picture',
  'box-dark-commands',
  'pins-dark-menu',
  'beside-dark',
  'box-dark-emoji',
  'check-guest-dark',
  'export-dark-html',
  'nearby-dark',
  'ask-dark',
  'request-dark',
  'succession-dark',
  'qr-dark',
  'room-code-dark',
  'nickname-dark',
  'pins-dark-bookmarks',
  'pins-dark-search',
  'stack-dark',
  'disk-full-light',
  'talk-chinese-light',
  'large-class-dark-helper',
];
const README_FOLDER = path.resolve(__dirname, '../media/screenshots');

/** The pictures that the pages in docs show, by the name of their file there. */
const DOCS_PICTURES: Readonly<Record<string, string>> = {
  'wire-cut-character': 'wire-dark',
  'wire-ladder': 'ladder-dark',
};
const DOCS_FOLDER = path.resolve(__dirname, '../docs/images');

/** Every state of the interface, by the name of its picture. */
const SCENES: Readonly<Record<string, Scene>> = {
  async welcome(stage, look, name) {
    const window = await stage.window(look);
    await window.panel().frame.getByRole('button').first().waitFor();
    await stage.shoot(window, name);
  },
  ...messageScenes,
  ...codeScenes,
  ...fileScenes,
  ...pairingScenes,
  ...inviteScenes,
  ...nearbyScenes,
  ...handOverScenes,
  ...wideScenes,
  ...classScenes,
  'large-class': largeClass,
  ...labScenes,
  ...wireScenes,
  ...checkScenes,
  ...failureScenes,
};

/**
 * Takes a picture of every state in every look; with arguments, only of those whose names contain
 * one of them. The pictures of the README and of the pages in docs are replaced when all of them were taken.
 */
async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const failed: string[] = [];
  const stage = await Stage.open({ again: wanted.length === 0 });
  console.log(`Taking pictures into ${PICTURES}`);
  try {
    for (const [scene, play] of Object.entries(SCENES)) {
      for (const look of looksOf(scene)) {
        const name = `${scene}-${look}`;
        if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
        try {
          await play(stage, LOOKS[look] as Look, name);
        } catch (error) {
          failed.push(name);
          console.error(`The scene ${name} failed: ${error}`);
          await stage.shootAll(`failed-${name}`);
        }
        await stage.clear();
      }
    }
  } finally {
    await stage.close();
  }
  if (failed.length > 0) throw new Failure(`These scenes failed: ${failed.join(', ')}`);
  if (wanted.length > 0) return 0;
  const copies = [
    ...README_PICTURES.map((name) => [name, path.join(README_FOLDER, name)] as const),
    ...Object.entries(DOCS_PICTURES).map(
      ([to, name]) => [name, path.join(DOCS_FOLDER, to)] as const,
    ),
  ];
  await mkdir(README_FOLDER, { recursive: true });
  await mkdir(DOCS_FOLDER, { recursive: true });
  for (const [name, file] of copies) {
    const picture = await readFile(path.join(PICTURES, `${name}.png`));
    await writeFile(`${file}.png`, await smallPng(picture));
  }
  return 0;
}

runMain(main);
