import type { Block, Inline } from './blocks';

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
