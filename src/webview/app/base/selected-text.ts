/** A link that shows other words than its address. */
const named = '.message-link[data-address]';

/**
 * What is selected, as it was written: with the addresses of links that show something else, also of those
 * that are selected in part.
 */
export function selectedText(): string {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return '';
  const selected = selection.getRangeAt(0);
  const links = [...document.querySelectorAll<HTMLElement>(named)].filter((link) =>
    selected.intersectsNode(link),
  );
  const [first, last] = [links.at(0), links.at(-1)];
  if (!first || !last) return selection.toString();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const whole = selected.cloneRange();
  if (first.contains(whole.startContainer)) whole.setStartBefore(first);
  if (last.contains(whole.endContainer)) whole.setEndAfter(last);
  // Only the browser knows where the lines of a selection end, so it has to see the addresses for a moment.
  const texts = links.flatMap((link) => {
    const node = textNodeOf(link);
    return node ? [{ node, shown: node.data, address: link.dataset.address ?? '' }] : [];
  });
  try {
    for (const { node, address } of texts) node.data = address;
    selection.removeAllRanges();
    selection.addRange(whole);
    return selection.toString();
  } finally {
    for (const { node, shown } of texts) node.data = shown;
    if (anchorNode && focusNode) {
      selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
  }
}

function textNodeOf(link: HTMLElement): Text | undefined {
  const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (node.data !== '') return node;
  }
  return undefined;
}
