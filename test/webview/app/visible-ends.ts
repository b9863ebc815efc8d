import type { Locator } from 'playwright-core';

/** Which ends of an element's text can be seen, and on how many lines it is. */
export async function visibleEnds(
  text: Locator,
): Promise<{ first: boolean; last: boolean; lines: number }> {
  return text.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const tops = new Set<number>();
    const seen: boolean[] = [];
    while (walker.nextNode()) {
      const node = walker.currentNode as Text;
      for (let at = 0; at < node.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, right, top, width } = range.getBoundingClientRect();
        if (width > 0) tops.add(Math.round(top));
        seen.push(width > 0 && left >= box.left - 1 && right <= box.right + 1);
      }
    }
    return { first: seen.at(0) ?? false, last: seen.at(-1) ?? false, lines: tops.size };
  });
}
