import { host } from '../base/host';
import type { PointedPart } from '../base/messages';
import { CodeView } from './code-view';

/** Where people type; the editor's own Cut, Copy and Paste belong there. */
const textFields = 'textarea, select, input:not([type="checkbox"])';

/** Links that show something else than their addresses. */
const namedLinks = '.message-link[data-address]';

/**
 * What a context menu is about besides the message or member that it opens on: the selected text, and the
 * link and the code under the pointer. The menu is the editor's own and opens outside the page, so its
 * commands come back for them.
 */
export class PointedParts {
  private texts: Partial<Record<PointedPart, string>> = {};

  /** Gives the editor the context of each menu before it opens; see "webview/context" in package.json. */
  attach(page: Document): void {
    page.addEventListener('contextmenu', ({ target }) => {
      if (target instanceof Element) this.note(target);
    });
    page.addEventListener('copy', (event) => {
      const { target, clipboardData } = event;
      if (target instanceof Element && target.closest(textFields)) return;
      const text = selectedText();
      if (text === '' || text === getSelection()?.toString()) return;
      clipboardData?.setData('text/plain', text);
      event.preventDefault();
    });
  }

  /** Copies a part of what the menu opened on. */
  copy(part: PointedPart): void {
    const text = this.texts[part];
    if (text !== undefined) host.post({ type: 'copy', text });
  }

  private note(target: Element): void {
    const isField = target.closest(textFields) !== null;
    this.texts = isField ? {} : textsAt(target);
    // Elements further inside, such as a message, have contexts of their own; the editor merges them.
    document.body.dataset.vscodeContext = JSON.stringify({
      preventDefaultContextMenuItems: !isField,
      pointedSelection: 'selection' in this.texts,
      pointedLink: 'link' in this.texts,
      pointedCode: 'code' in this.texts,
    });
  }
}

function textsAt(target: Element): Partial<Record<PointedPart, string>> {
  const selection = selectedText();
  const link = target.closest<HTMLElement>('[data-address]')?.dataset.address;
  const code = codeAt(target);
  return {
    ...(selection !== '' && { selection }),
    ...(link !== undefined && { link }),
    ...(code !== undefined && { code }),
  };
}

/** The code at an element; the menu key opens the menu on a whole message, which may have a single one. */
function codeAt(target: Element): string | undefined {
  const around = target.closest('code-view');
  const [only, ...more] = target.querySelectorAll('code-view');
  const view = around ?? (more.length === 0 ? only : undefined);
  return view instanceof CodeView ? view.text : undefined;
}

/**
 * What is selected, as it was written: with the addresses of links that show something else, also of those
 * that are selected in part.
 */
function selectedText(): string {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return '';
  const selected = selection.getRangeAt(0);
  const links = [...document.querySelectorAll<HTMLElement>(namedLinks)].filter((link) =>
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
