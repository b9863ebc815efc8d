import type { Reference } from './references';

/*
 * The tree of a message's text. The page draws it, find searches it, alerts check it for mentions, quotes
 * shorten it and the export writes it, so all of them agree on what a text says.
 */

export type Block =
  /** `tight`: drawn without space above and below, in an item of a list. */
  | { readonly kind: 'paragraph'; readonly tight: boolean; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | List
  | { readonly kind: 'rule' }
  /** `language`: as the author wrote it; may be empty. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  /** A text shown without Markdown: from a lab room, or too costly to parse. */
  | { readonly kind: 'plain'; readonly content: readonly Inline[] }
  /** A text with more lines than the page draws at once. */
  | { readonly kind: 'tall'; readonly text: string };

export interface List {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly Item[];
}

export interface Item {
  /** The number that the author wrote; 0 in an unordered list. */
  readonly number: number;
  /** Set when the item is a task. */
  readonly task?: 'open' | 'done';
  readonly blocks: readonly Block[];
}

export type Inline =
  /** May contain line breaks; never empty. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly content: readonly Inline[] }
  /** `reference`: set when the code names a place in a file and nothing else. */
  | { readonly kind: 'code'; readonly text: string; readonly reference?: Reference }
  /** `url`: in the form that `safeUrl` returns. */
  | { readonly kind: 'link'; readonly url: string; readonly content: readonly Inline[] }
  /**
   * A link to a message. `text`: what is shown instead of its address; `id`, `quote`: of the message, where
   * it is known.
   */
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly url: string;
      readonly id?: string;
      readonly quote?: string;
    }
  | { readonly kind: 'reference'; readonly text: string; readonly reference: Reference }
  /** `self`: the mention names the user. */
  | { readonly kind: 'mention'; readonly text: string; readonly self: boolean };

/**
 * The text as drawn, without Markdown marks. Each paragraph, list item and code block starts on a new line.
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

/** The text of inline content, without Markdown marks. */
export function inlineText(content: readonly Inline[]): string {
  return content.map((part) => ('content' in part ? inlineText(part.content) : part.text)).join('');
}

/** The blocks that contain no others, in order. */
function* leaves(
  blocks: readonly Block[],
): Generator<Exclude<Block, { readonly kind: 'quote' | 'list' }>> {
  for (const block of blocks) {
    if (block.kind === 'quote') yield* leaves(block.blocks);
    else if (block.kind === 'list') yield* leaves(block.items.flatMap((item) => item.blocks));
    else yield block;
  }
}

/** Whether a text mentions the user. */
export function mentionsSelf(blocks: readonly Block[]): boolean {
  for (const block of leaves(blocks)) if ('content' in block && hasSelf(block.content)) return true;
  return false;
}

function hasSelf(content: readonly Inline[]): boolean {
  return content.some((part) =>
    'content' in part ? hasSelf(part.content) : part.kind === 'mention' && part.self,
  );
}

/** The places in files that a text names. */
export function* referencesIn(blocks: readonly Block[]): Generator<Reference> {
  for (const block of leaves(blocks)) if ('content' in block) yield* inlinePlaces(block.content);
}

function* inlinePlaces(content: readonly Inline[]): Generator<Reference> {
  for (const part of content) {
    if ('content' in part) yield* inlinePlaces(part.content);
    else if ('reference' in part && part.reference) yield part.reference;
  }
}

/** The blocks of code in a text, in order. */
export function* codeIn(blocks: readonly Block[]): Generator<Extract<Block, { kind: 'code' }>> {
  for (const block of leaves(blocks)) if (block.kind === 'code') yield block;
}
