import katex from '@vscode/markdown-it-katex';
import MarkdownIt, { type MarkdownIt as Markdown } from 'markdown-it';

/**
 * Markdown as the editor's preview reads it by default: with HTML, links for URLs but not for bare domain names,
 * no line breaks of their own, and formulas.
 */
export function previewReader(): Markdown {
  const reader = new MarkdownIt({ html: true, linkify: true, breaks: false });
  reader.linkify.set({ fuzzyLink: false });
  // The preview also shows links that markdown-it refuses by default, so tests must see them.
  reader.validateLink = () => true;
  reader.use(katex as unknown as (markdown: Markdown, options: object) => void, {
    enableFencedBlocks: true,
  });
  return reader;
}
