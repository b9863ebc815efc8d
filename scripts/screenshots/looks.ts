import { CHINESE } from '../editor/language-pack';
import type { Theme } from '../editor/workspace';

/** How a window looks. */
export interface Look {
  readonly theme: Theme;
  readonly language?: 'en' | typeof CHINESE;
}

export const LOOKS: Readonly<Record<string, Look>> = {
  dark: { theme: 'dark' },
  light: { theme: 'light' },
  contrast: { theme: 'high-contrast' },
  'contrast-light': { theme: 'high-contrast-light' },
  'chinese-light': { theme: 'light', language: CHINESE },
  'chinese-dark': { theme: 'dark', language: CHINESE },
};

/** Scenes that are taken in every look; the others only in a dark and a light one. */
const IN_EVERY_LOOK: readonly string[] = [
  'welcome',
  'talk',
  'code',
  'error',
  'patch',
  'files',
  'terminal',
  'mention',
  'away',
  'disk-full',
  'apart',
  'weather',
  'bare',
  'client',
  'check-guest',
  'nearby',
  'qr',
  'ask',
  'request',
  'room-code',
  'enter-code',
  'succession',
  'new-room',
  'host-gone',
  'large-class',
  'wide-room',
];
const BRIEF_LOOKS: readonly string[] = ['dark', 'chinese-light'];

/** The looks in which a scene is taken. */
export function looksOf(scene: string): string[] {
  return Object.keys(LOOKS).filter(
    (look) => IN_EVERY_LOOK.includes(scene) || BRIEF_LOOKS.includes(look),
  );
}
