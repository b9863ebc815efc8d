import { type Block, drawnText, type Item, type List } from '../text/blocks';
import { fencedCode } from '../text/markdown-text';
import { inlineMarkdown } from './inline-markdown';

/**
 * A text as lines of a Markdown document. The editor's preview draws it as the panel does, and nothing in
 * it is active except what is a web link in the panel.
 */
export function textMarkdown(blocks: readonly Block[]): string[] {
  return new BlockWriter().lines(blocks, false);
}

class BlockWriter {
  /** The marker of the previous list; an adjacent list must use another one. */
  private marker = '';

  /** @param tight whether blocks need no empty line between them */
  lines(blocks: readonly Block[], tight: boolean): string[] {
    const lines: string[] = [];
    let before: Block | undefined;
    for (const block of blocks) {
      if (before?.kind !== 'list') this.marker = '';
      const written = this.block(block);
      // White space alone leaves nothing, and doesn't separate the lists around it.
      if (written.length === 0) continue;
      if (before && !(tight && endsBefore(before, block))) lines.push('');
      lines.push(...written);
      before = block;
    }
    return lines;
  }

  private block(block: Block): string[] {
    switch (block.kind) {
      case 'paragraph':
        return withHardBreaks(inlineMarkdown(block.content, true));
      case 'heading': {
        const [line = ''] = inlineMarkdown(block.content, false);
        // A reader would drop `#` at the end.
        return [`${'#'.repeat(block.level)} ${line.replace(/#$/, '\\#')}`];
      }
      case 'quote':
        return new BlockWriter()
          .lines(block.blocks, false)
          .map((line) => (line === '' ? '>' : `> ${line}`));
      case 'list':
        return this.list(block);
      case 'rule':
        // Dashes would turn the line above into a heading.
        return ['***'];
      case 'code':
        return fencedCode(block.text, block.language);
      case 'plain':
        return plainMarkdown(block);
      case 'tall':
        return fencedCode(block.text, '');
    }
  }

  private list({ ordered, items }: List): string[] {
    const tight = items.every(isTight);
    const lines: string[] = [];
    for (const [index, item] of items.entries()) {
      const before = items[index - 1];
      // Readers count up from the first number, so a jump in the numbers starts another list.
      const isNext = before !== undefined && (!ordered || item.number === before.number + 1);
      if (!isNext) this.marker = otherMarker(this.marker, ordered);
      if (before && !(isNext && tight)) lines.push('');
      lines.push(...itemLines(item, ordered ? `${item.number}${this.marker}` : this.marker, tight));
    }
    return lines;
  }
}

function otherMarker(marker: string, ordered: boolean): string {
  if (ordered) return marker === '.' ? ')' : '.';
  return marker === '-' ? '+' : '-';
}

function itemLines({ task, blocks }: Item, marker: string, tight: boolean): string[] {
  const [first = '', ...others] = new BlockWriter().lines(blocks, tight);
  const box = task === undefined ? '' : `[${task === 'done' ? 'x' : ' '}] `;
  const indent = ' '.repeat(marker.length + 1);
  return [
    `${marker} ${box}${first}`.trimEnd(),
    ...others.map((line) => (line === '' ? '' : indent + line)),
  ];
}

function isTight({ blocks }: Item): boolean {
  return blocks.every((block) => block.kind !== 'paragraph' || block.tight);
}

/** Whether a block ends where the next one starts, without an empty line. */
function endsBefore(block: Block, next: Block): boolean {
  if (block.kind === 'list' || block.kind === 'quote') return false;
  if (block.kind !== 'paragraph') return true;
  return (
    next.kind !== 'paragraph' &&
    !(next.kind === 'list' && next.items[0]?.number !== 1 && next.ordered)
  );
}

/** Lines that keep their line breaks in a paragraph. */
function withHardBreaks(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}\\` : line));
}

/** A text without Markdown; several lines become a code block. */
function plainMarkdown(block: Extract<Block, { readonly kind: 'plain' }>): string[] {
  const text = drawnText([block]);
  return /[\n\r]/.test(text) ? fencedCode(text, 'text') : inlineMarkdown(block.content, true);
}
