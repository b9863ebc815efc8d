import { html } from 'lit/html.js';
import type { PanelStrings } from '../base/messages';
import { emojiMemory } from '../emoji/emoji-memory';
import { type EmojiTable, inTone } from '../emoji/emoji-table';
import { loadEmoji } from '../emoji/load-emoji';
import type { Completion, CompletionQuery, CompletionSource } from './completion-list';
import { isInCode } from './mention-query';

/**
 * A colon where a word can start and what follows it; in code, colons mean something else. One Latin letter is an
 * emoticon, as in `:D`. A full-width colon right after a word is punctuation: `结果：成功`.
 */
const typedCode =
  /(?:(?:^|\s)[:：]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。！？、）]:)(?=[^\s:]{2}|\p{Script=Han})([\p{L}\p{N}_+-]+)(:?)$/u;

const han = /\p{Script=Han}/u;

/** How far before the caret a shortcode can start, in UTF-16 units. */
const maxDistance = 40;

/** Maximum number of emoji to offer; typing more narrows the list. */
const maxOffered = 20;

/** Completes emoji after a colon: `:tada`, `:庆祝`. */
export class EmojiSource implements CompletionSource {
  private table: EmojiTable | undefined;

  /** @param loaded called when there is something to offer at last */
  constructor(private readonly loaded: () => void) {}

  label(strings: PanelStrings): string {
    return strings.emoji;
  }

  query(text: string, caret: number): CompletionQuery | undefined {
    const query = emojiQuery(text, caret);
    if (query && !this.table) void this.load();
    return query;
  }

  offer(typed: string): readonly Completion[] {
    const { table } = this;
    const { tone } = emojiMemory.kept;
    // A colon at the end says that the shortcode is complete.
    const exact = typed.endsWith(':') ? table?.coded(typed.slice(0, -1)) : undefined;
    const found = typed.endsWith(':')
      ? exact
        ? [exact]
        : []
      : (table?.search(typed, maxOffered) ?? []);
    return found.map((emoji) => {
      const text = inTone(emoji, tone);
      return {
        id: emoji.text,
        content: html`<span class="completed-emoji">${text}</span><bdi class="name">:${emoji.shortcodes[0]}:</bdi><span class="command-label">${emoji.label}</span>`,
        text,
      };
    });
  }

  /** Chinese after a colon is more often a sentence than an emoji. */
  isGuess(typed: string): boolean {
    return han.test(typed);
  }

  isComplete(typed: string): boolean {
    return typed.endsWith(':');
  }

  chosen(id: string): void {
    const emoji = this.table?.find(id);
    if (emoji) emojiMemory.used(inTone(emoji, emojiMemory.kept.tone));
  }

  private async load(): Promise<void> {
    this.table = await loadEmoji();
    if (this.table) this.loaded();
  }
}

/** The emoji being typed at the caret, if any. */
export function emojiQuery(text: string, caret: number): CompletionQuery | undefined {
  const from = Math.max(0, caret - maxDistance);
  const [found, code = '', end = ''] = typedCode.exec(text.slice(from, caret)) ?? [];
  if (found === undefined) return undefined;
  const typed = code + end;
  const start = caret - typed.length - 1;
  return isInCode(text, start) ? undefined : { start, typed };
}
