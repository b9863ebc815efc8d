import { html, nothing, render } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';

/** What is dropped or pasted into the page. */
export interface FileReceiver {
  files(files: readonly File[]): void;
  /** Folders were among what was dropped; their contents can't be sent. */
  folders(): void;
  /** Files of the editor's own explorer or tabs were dropped: their addresses. */
  addresses(addresses: readonly string[]): void;
  /** Files are dragged over the page; `ready`: it would get them now. */
  dragged(ready: boolean): void;
  /** The drag ended. */
  dragEnded(): void;
}

/** Maximum number of addresses to read from one drop. */
const maxAddresses = 100;

/**
 * Calls back when files are pasted into the page, dragged over it, or dropped on it. Text still pastes
 * normally, even when a program adds a picture of it to the clipboard.
 */
export function watchFiles(page: Document, receiver: FileReceiver): void {
  page.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    if (!clipboardData || clipboardData.files.length === 0 || isText(clipboardData)) return;
    // Some programs add the file's name as text.
    event.preventDefault();
    receiver.files([...clipboardData.files].map(named));
  });
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
    // Without this, the browser fires no drop event.
    if (event.type === 'dragover') event.preventDefault();
    receiver.dragged(event.shiftKey);
  };
  page.addEventListener('dragenter', drag);
  page.addEventListener('dragover', drag);
  page.addEventListener('drop', (event) => {
    const { dataTransfer } = event;
    receiver.dragEnded();
    if (!dataTransfer || !holdsFiles(dataTransfer)) return;
    event.preventDefault();
    const { files, hasFolders } = contentsOf(dataTransfer);
    if (hasFolders) receiver.folders();
    if (files.length > 0) receiver.files(files);
    if (files.length > 0 || hasFolders) return;
    receiver.addresses(addressesOf(dataTransfer));
  });
}

function holdsFiles({ types }: DataTransfer): boolean {
  return types.includes('Files') || types.includes('text/uri-list') || types.includes('codefiles');
}

/** Whether a picture on the clipboard only shows a text that is there, too: cells, formatted words. */
function isText({ types }: DataTransfer): boolean {
  return types.includes('text/html') && types.includes('text/plain');
}

function contentsOf({ items }: DataTransfer): { files: File[]; hasFolders: boolean } {
  const files: File[] = [];
  let hasFolders = false;
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const file = item.getAsFile();
    if (item.webkitGetAsEntry()?.isDirectory) hasFolders = true;
    else if (file) files.push(file);
  }
  return { files, hasFolders };
}

/** The addresses that the editor, or a browser, gives for what is dragged. */
function addressesOf(data: DataTransfer): string[] {
  return data
    .getData('text/uri-list')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, maxAddresses);
}

/** What browsers call every picture on the clipboard. */
const clipboardName = 'image.png';

/** Gives a picture from the clipboard a name that tells it from the next one. */
function named(file: File): File {
  if (file.name !== clipboardName) return file;
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const stamp = local.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return new File([file], `pasted-${stamp}.png`, { type: file.type });
}

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
    // It only repeats what the pointer does, so screen readers skip it.
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
    const text = refusal ?? (ready ? strings.dropHere : strings.dropWithShift);
    const icon = refusal === undefined ? icons.attach : icons.offline;
    render(html`<p>${icon}<span>${text}</span></p>`, this.root);
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
