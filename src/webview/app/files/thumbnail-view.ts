import type { PanelThumbnail } from '../base/messages';
import { fitThumbnail } from './thumbnail-size';

/**
 * A thumbnail of a file. It has its size before the picture is decoded, so nothing moves. The file's name
 * is next to it, so screen readers skip it.
 */
export class ThumbnailView extends HTMLElement {
  private readonly image = document.createElement('img');
  private shown: PanelThumbnail | undefined;
  private address: string | undefined;

  constructor() {
    super();
    this.image.alt = '';
    this.image.decoding = 'async';
    this.image.draggable = false;
    // A thumbnail that doesn't decode shows nothing, instead of the browser's broken picture.
    this.image.addEventListener('error', () => this.toggleAttribute('data-broken', true));
  }

  set thumbnail(next: PanelThumbnail) {
    if (next.data === this.shown?.data) return;
    this.shown = next;
    const { width, height } = fitThumbnail(next);
    this.image.width = width;
    this.image.height = height;
    this.toggleAttribute('data-broken', false);
    if (this.isConnected) this.load();
  }

  connectedCallback(): void {
    if (!this.image.parentElement) this.append(this.image);
    this.load();
  }

  disconnectedCallback(): void {
    this.release();
  }

  private load(): void {
    this.release();
    if (!this.shown) return;
    const blob = new Blob([bytesOf(this.shown.data)], { type: 'image/webp' });
    this.address = URL.createObjectURL(blob);
    this.image.src = this.address;
  }

  private release(): void {
    if (this.address !== undefined) URL.revokeObjectURL(this.address);
    this.address = undefined;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

customElements.define('file-thumbnail', ThumbnailView);
