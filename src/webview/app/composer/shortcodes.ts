import { emojiMemory } from '../emoji/emoji-memory';
import { type EmojiTable, inTone } from '../emoji/emoji-table';
import { loadEmoji } from '../emoji/load-emoji';
import { insertUndoable } from './composer-field';
import { isInCode } from './mention-query';

/**
 * A whole shortcode where a word can start, as typing one takes it. So there is none in `std::vector`, in a
 * path, in a time (`10:30:15`) or after a full-width colon.
 */
const wholeCode =
  /(?<=^|\s|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。！？、）]):([\p{L}\p{N}_+-]{2,40}):(?![\p{Script=Latin}\p{N}:/\\_])/gu;

/**
 * Replaces the shortcodes in a part of a text by their emoji.
 * @param tone the modifier of the user's skin tone
 * @returns undefined when there is none
 */
export function withEmoji(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  table: Pick<EmojiTable, 'coded'>,
  tone = '',
): string | undefined {
  let found = false;
  // What is before the part decides whether a word can start there.
  const replaced = text.slice(0, end).replace(wholeCode, (code, name: string, at: number) => {
    const emoji = at >= start && !isInCode(text, at) ? table.coded(name) : undefined;
    found ||= emoji !== undefined;
    return emoji ? inTone(emoji, tone) : code;
  });
  return found ? replaced.slice(start) : undefined;
}

/**
 * Makes emoji of the shortcodes that were pasted before the caret, as typing does. Undo brings them back. Several
 * lines stay as they are, because they are mostly code.
 * @param pasted the text
 */
export async function replacePasted(field: HTMLTextAreaElement, pasted: string): Promise<void> {
  const end = field.selectionStart;
  const start = end - pasted.length;
  if (pasted.includes('\n') || field.value.slice(start, end) !== pasted) return;
  if (pasted.search(wholeCode) < 0) return;
  const table = await loadEmoji();
  // Meanwhile, the user may have typed on, sent it, or gone elsewhere.
  const isThere = field.value.slice(start, end) === pasted && document.activeElement === field;
  const replaced =
    isThere && table
      ? withEmoji(field.value, { start, end }, table, emojiMemory.kept.tone)
      : undefined;
  if (replaced === undefined) return;
  const after = field.selectionStart - end;
  field.setSelectionRange(start, end);
  insertUndoable(replaced);
  const caret = field.selectionStart + after;
  if (after > 0) field.setSelectionRange(caret, caret);
}
