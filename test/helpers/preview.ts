import katex from '@vscode/markdown-it-katex';
import MarkdownIt, { type MarkdownIt as Markdown } from 'markdown-it';

/**
 * Markdown as the editor's preview reads it by default: HTML, links of bare addresses but not of bare names,
 * no line breaks of their own, and formulas.
 */
export function previewReader(): Markdown {
  const reader = new MarkdownIt({ html: true, linkify: true, breaks: false });
  reader.linkify.set({ fuzzyLink: false });
  // The preview also shows links that this would refuse: what is refused in a test must not be there at all.
  reader.validateLink = () => true;
  reader.use(katex as unknown as (markdown: Markdown, options: object) => void, {
    enableFencedBlocks: true,
  });
  return reader;
}
