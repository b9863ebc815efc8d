import { html, nothing, render } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';

/** How long the overlay stays after the page last heard of the drag, in milliseconds. */
const lingerMs = 4000;

/**
 * Covers the page while files are dragged over it. VS Code takes the pointer away from its webviews during a
 * drag, unless Shift is held: the page then hears only that the drag came and left. So the overlay says what
 * to do, and stays for a while after the drag seems to have left.
 */
export class DropOverlay {
  private readonly root = document.createElement('div');
  private timer: number | undefined;

  constructor(private readonly strings: () => PanelStrings | undefined) {
    this.root.className = 'drop-overlay';
    this.root.hidden = true;
    // It only repeats what the pointer does, so it is nothing for screen readers.
    this.root.setAttribute('aria-hidden', 'true');
    document.body.append(this.root);
    // The pointer is back without a drop.
    document.addEventListener('pointermove', () => this.hide());
    document.addEventListener('keydown', ({ key }) => {
      if (key !== 'Shift') this.hide();
    });
  }

  /**
   * @param ready whether the page gets what is dropped now
   * @param refusal why nothing can be dropped
   */
  show(ready: boolean, refusal: string | undefined): void {
    const strings = this.strings();
    if (!strings) return;
    const words = refusal ?? (ready ? strings.dropHere : strings.dropWithShift);
    const icon = refusal === undefined ? icons.attach : icons.offline;
    render(html`<p>${icon}<span>${words}</span></p>`, this.root);
    this.root.classList.toggle('ready', ready && refusal === undefined);
    this.root.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), lingerMs);
  }

  hide(): void {
    if (this.root.hidden) return;
    clearTimeout(this.timer);
    this.root.hidden = true;
    render(nothing, this.root);
  }
}
