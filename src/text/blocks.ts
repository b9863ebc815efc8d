import type { Reference } from './references';

/*
 * A message's text as it is understood: what the page draws, find looks through, alerts go by, quotes
 * shorten and the export writes. Each of them goes through the same tree.
 */

export type Block =
  /** `tight`: it stands in an item of a list, without gaps. */
  | { readonly kind: 'paragraph'; readonly tight: boolean; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | List
  | { readonly kind: 'rule' }
  /** `language`: as its author wrote it; may be empty. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  /** A whole text that is no Markdown: of a lab room, or made to cost time. */
  | { readonly kind: 'plain'; readonly content: readonly Inline[] }
  /** A whole text of more lines than anybody reads at once. */
  | { readonly kind: 'tall'; readonly text: string };

export interface List {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly Item[];
}

export interface Item {
  /** What its author wrote before it; 0 where nothing counts. */
  readonly number: number;
  /** Whether it is a task, and done. */
  readonly task?: 'open' | 'done';
  readonly blocks: readonly Block[];
}

export type Inline =
  /** May hold line breaks; never empty. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly content: readonly Inline[] }
  /** `place`: what the whole of it names. */
  | { readonly kind: 'code'; readonly text: string; readonly place?: Reference }
  /** `url`: as `safeUrl` gives it. */
  | { readonly kind: 'link'; readonly url: string; readonly content: readonly Inline[] }
  | { readonly kind: 'place'; readonly text: string; readonly place: Reference }
  /** `self`: it means the person at this window. */
  | { readonly kind: 'mention'; readonly text: string; readonly self: boolean };

/**
 * A text as it stands on the page, without the marks that were drawn: each paragraph, item and block of
 * code begins a line.
 */
export function drawnText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
    case 'plain':
      return inlineText(block.content);
    case 'quote':
      return drawnText(block.blocks);
    case 'list':
      return block.items.map(({ blocks }) => drawnText(blocks)).join('\n');
    case 'rule':
      return '';
    case 'code':
    case 'tall':
      return block.text;
  }
}

/** What stands in a paragraph, without its marks. */
export function inlineText(content: readonly Inline[]): string {
  return content.map((part) => ('content' in part ? inlineText(part.content) : part.text)).join('');
}

/** Whether a mention of the person at this window is drawn. */
export function mentionsSelf(blocks: readonly Block[]): boolean {
  return blocks.some((block) => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
      case 'plain':
        return hasSelf(block.content);
      case 'quote':
        return mentionsSelf(block.blocks);
      case 'list':
        return block.items.some(({ blocks: inside }) => mentionsSelf(inside));
      default:
        return false;
    }
  });
}

function hasSelf(content: readonly Inline[]): boolean {
  return content.some((part) =>
    'content' in part ? hasSelf(part.content) : part.kind === 'mention' && part.self,
  );
}
