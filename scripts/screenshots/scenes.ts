import { CHINESE } from '../editor/language-pack';
import { codeScenes } from './code-scenes';
import { truthScenes } from './failure-scenes';
import { invitedScenes } from './invite-scenes';
import { labScenes } from './lab-scenes';
import type { Look } from './looks';
import { talkScenes } from './message-scenes';
import type { Scene } from './scene';

export const LOOKS: Readonly<Record<string, Look>> = {
  dark: { theme: 'dark' },
  light: { theme: 'light' },
  contrast: { theme: 'high-contrast' },
  'contrast-light': { theme: 'high-contrast-light' },
  'chinese-light': { theme: 'light', language: CHINESE },
  'chinese-dark': { theme: 'dark', language: CHINESE },
};

/** Scenes that have most of the colours; the others are taken in a dark and a light look. */
const FULL: readonly string[] = [
  'welcome',
  'talk',
  'code',
  'error',
  'patch',
  'mention',
  'away',
  'disk-full',
  'apart',
];
const BRIEF_LOOKS: readonly string[] = ['dark', 'chinese-light'];

/** The looks in which a scene is taken. */
export function looksOf(scene: string): string[] {
  return Object.keys(LOOKS).filter((look) => FULL.includes(scene) || BRIEF_LOOKS.includes(look));
}

/** Every state, by the name of its picture. */
export const SCENES: Readonly<Record<string, Scene>> = {
  async welcome(stage, look, name) {
    const window = await stage.window(look);
    await window.panel().frame.getByRole('button').first().waitFor();
    await stage.shoot(window, name);
  },
  ...talkScenes,
  ...codeScenes,
  ...invitedScenes,
  ...labScenes,
  ...truthScenes,
};
