import { loadScript } from '../base/load-script';
import type { EmojiTable } from './emoji-table';

declare global {
  /** Set by the script of the emoji when it has run. */
  var deskmateEmoji: EmojiTable | undefined;
}

/** Loads the emoji; undefined when their script can't be loaded. */
export async function loadEmoji(): Promise<EmojiTable | undefined> {
  return (await loadScript('emoji')) ? globalThis.deskmateEmoji : undefined;
}
