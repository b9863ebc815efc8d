import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { type ShownBytes, shownBytes } from '../../../util/escape-bytes';
import type { WireChunkRow, WireStrings } from '../base/wire-messages';
import { filled } from './format';

/** Whether a line has 8 bytes; the style sheet makes the column narrower. */
const narrow = '(max-width: 620px)';

/** Characters of a byte in the hexadecimal column: two digits and a space. */
const cellLength = 3;

/** The name of the highlight of the selected bytes; the style sheet draws it. */
const highlightName = 'wire-selected-bytes';

type Side = 'hex' | 'chars';

/** Bytes from `from` up to but not including `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Shows the bytes of a chunk twice, as hexadecimal numbers and as text. Selecting on one side selects the
 * same bytes on the other; characters are selected whole on the side of the text.
 */
export class BytesPane {
  private bytes: Uint8Array = new Uint8Array();
  private shown: readonly ShownBytes[] = [];
  /** The chunk that `bytes` belong to. */
  private number: number | undefined;
  private anchor: number | undefined;
  private cursor = 0;
  private side: Side = 'hex';
  private readonly narrow = window.matchMedia(narrow);

  constructor(
    private readonly redraw: () => void,
    /** Asks for the bytes of a chunk. */
    private readonly ask: (number: number) => void,
  ) {}

  /** Shows another chunk; undefined for none. */
  open(number: number | undefined): void {
    if (number === this.number) return;
    this.number = number;
    this.anchor = undefined;
    this.bytes = new Uint8Array();
    this.shown = [];
    if (number !== undefined) this.ask(number);
  }

  take(number: number, base64: string): void {
    if (number !== this.number) return;
    this.bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    this.shown = shownBytes(this.bytes);
    this.cursor = 0;
  }

  private get lineBytes(): number {
    return this.narrow.matches ? 8 : 16;
  }

  /** The selected bytes; undefined for none. */
  get selection(): ByteRange | undefined {
    const { anchor, cursor } = this;
    if (anchor === undefined) return undefined;
    const range = { from: Math.min(anchor, cursor), to: Math.max(anchor, cursor) + 1 };
    if (this.side === 'hex') return range;
    return { from: this.characterAt(range.from).start, to: this.characterAt(range.to - 1).end };
  }

  /** How to copy what is selected: as the side where it was selected. */
  get copiesText(): boolean {
    return this.side === 'chars';
  }

  template(row: WireChunkRow | undefined, strings: WireStrings): TemplateResult {
    const { bytes, shown } = this;
    if (!row) return html`<p class="hint">${strings.bytesHint}</p>`;
    const { lineBytes } = this;
    const part = filled(strings.beginningOnly, bytes.length, row.length);
    return html`<div
        id="bytes"
        class="bytes"
        role="group"
        tabindex="0"
        aria-label=${strings.bytes}
        aria-describedby="picked"
        @keydown=${this.keydown}
        @pointerdown=${this.pressed}
        @pointermove=${this.moved}
      >
        ${guard([shown, lineBytes], () => this.linesTemplate())}
        ${bytes.length > 0 && bytes.length < row.length ? html`<p class="hint">${part}</p>` : nothing}
      </div>
      <p id="picked" class="picked" role="status">${this.describe(strings)}</p>`;
  }

  /** Call after drawing: highlights the selected bytes on both sides. */
  afterRender(): void {
    const { selection } = this;
    CSS.highlights.delete(highlightName);
    if (!selection) return;
    const ranges: Range[] = [];
    const last = Math.floor((selection.to - 1) / this.lineBytes);
    for (let line = Math.floor(selection.from / this.lineBytes); line <= last; line += 1) {
      ranges.push(...this.rangesIn(line, selection));
    }
    if (ranges.length > 0) CSS.highlights.set(highlightName, new Highlight(...ranges));
  }

  private linesTemplate(): TemplateResult[] {
    const { bytes, shown } = this;
    const lines = Math.ceil(bytes.length / this.lineBytes);
    let next = 0;
    const texts = Array.from({ length: lines }, (_, line) => {
      let text = '';
      for (; next < shown.length && startOf(shown[next]) < (line + 1) * this.lineBytes; next += 1)
        text += shown[next]?.text;
      return text;
    });
    return texts.map((text, line) => this.lineTemplate(line, text));
  }

  private lineTemplate(line: number, text: string): TemplateResult {
    const from = line * this.lineBytes;
    const cells = Array.from(this.bytes.subarray(from, from + this.lineBytes), hex2).join(' ');
    const offset = from.toString(16).padStart(4, '0');
    return html`<div class="line" data-line=${line}
      ><span class="offset">${offset}</span><span class="hex">${cells}</span><span class="chars">${text}</span></div>`;
  }

  private describe(strings: WireStrings): unknown {
    const { selection } = this;
    if (!selection) return nothing;
    const text = this.shown
      .filter(({ start, end }) => end > selection.from && start < selection.to)
      .map((each) => each.text)
      .join('');
    const cut = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    return filled(strings.selectedBytes, selection.from, selection.to - 1, cut);
  }

  /** The ranges of the selected bytes in a line: of their numbers, and of their characters. */
  private rangesIn(line: number, { from, to }: ByteRange): Range[] {
    const element = document.querySelector(`#bytes [data-line="${line}"]`);
    const begin = line * this.lineBytes;
    const ranges: Range[] = [];
    const add = (side: Side, start: number, end: number) => {
      const node = textNode(element?.querySelector(`.${side}`));
      if (!node || start >= end) return;
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, Math.min(end, node.length));
      ranges.push(range);
    };
    const first = Math.max(from - begin, 0);
    const last = Math.min(to - begin, this.lineBytes, this.bytes.length - begin);
    add('hex', first * cellLength, last * cellLength - 1);
    let at = 0;
    let start: number | undefined;
    let end = 0;
    for (const each of this.inLine(line)) {
      const next = at + each.text.length;
      if (each.end > from && each.start < to) {
        start ??= at;
        end = next;
      }
      at = next;
    }
    if (start !== undefined) add('chars', start, end);
    return ranges;
  }

  /** The characters that begin in a line. */
  private inLine(line: number): readonly ShownBytes[] {
    const begin = line * this.lineBytes;
    return this.shown.filter(({ start }) => start >= begin && start < begin + this.lineBytes);
  }

  private characterAt(byte: number): ShownBytes {
    const found = this.shown.find(({ start, end }) => byte >= start && byte < end);
    return found ?? { start: byte, end: byte + 1, text: '' };
  }

  private select(byte: number, extend: boolean): void {
    if (!extend || this.anchor === undefined) this.anchor = byte;
    this.cursor = byte;
    this.redraw();
    document
      .querySelector(`#bytes [data-line="${Math.floor(byte / this.lineBytes)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }

  private readonly pressed = (event: PointerEvent): void => {
    const hit = event.button === 0 ? this.byteAt(event) : undefined;
    if (!hit) return;
    this.side = hit.side;
    this.select(hit.byte, event.shiftKey);
  };

  private readonly moved = (event: PointerEvent): void => {
    const hit = event.buttons === 1 ? this.byteAt(event) : undefined;
    if (hit && hit.byte !== this.cursor) this.select(hit.byte, true);
  };

  /** The byte under the pointer; undefined outside of both sides. */
  private byteAt({ clientX, clientY }: PointerEvent): { side: Side; byte: number } | undefined {
    const caret = document.caretPositionFromPoint(clientX, clientY);
    const element = caret?.offsetNode.parentElement;
    const line = Number(element?.closest<HTMLElement>('[data-line]')?.dataset.line);
    if (!caret || !element || Number.isNaN(line)) return undefined;
    const begin = line * this.lineBytes;
    const offset = characterUnder(caret, clientX);
    if (element.classList.contains('hex')) {
      const last = Math.min(this.lineBytes, this.bytes.length - begin) - 1;
      return { side: 'hex', byte: begin + Math.min(Math.floor(offset / cellLength), last) };
    }
    if (!element.classList.contains('chars')) return undefined;
    let at = 0;
    for (const { start, text } of this.inLine(line)) {
      at += text.length;
      if (offset < at) return { side: 'chars', byte: start };
    }
    return undefined;
  }

  private readonly keydown = (event: KeyboardEvent): void => {
    const { bytes, cursor, side } = this;
    const command = event.ctrlKey || event.metaKey;
    if (bytes.length === 0 || event.altKey) return;
    const { start, end } =
      side === 'chars' ? this.characterAt(cursor) : { start: cursor, end: cursor + 1 };
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: start - 1,
      ArrowRight: end,
      ArrowUp: cursor - this.lineBytes,
      ArrowDown: cursor + this.lineBytes,
      Home: cursor - (cursor % this.lineBytes),
      End: cursor - (cursor % this.lineBytes) + this.lineBytes - 1,
    };
    const target = targets[event.key];
    if (command && event.key.toLowerCase() === 'a') {
      this.anchor = 0;
      this.select(bytes.length - 1, true);
    } else if (target === undefined || command) return;
    else if (this.anchor === undefined) this.select(cursor, false);
    else this.select(Math.min(bytes.length - 1, Math.max(0, target)), event.shiftKey);
    event.preventDefault();
    event.stopPropagation();
  };
}

function startOf(shown: ShownBytes | undefined): number {
  return shown?.start ?? Number.POSITIVE_INFINITY;
}

function hex2(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The text in an element; lit puts comments beside it. */
function textNode(element: Element | null | undefined): Text | undefined {
  return Array.from(element?.childNodes ?? []).find(
    (node): node is Text => node instanceof Text && node.length > 0,
  );
}

/** Index of the UTF-16 unit under the pointer: a caret is at the nearest gap between two of them. */
function characterUnder({ offsetNode, offset }: CaretPosition, x: number): number {
  if (offset === 0) return 0;
  const range = new Range();
  range.setStart(offsetNode, offset - 1);
  range.setEnd(offsetNode, offset);
  return x <= range.getBoundingClientRect().right ? offset - 1 : offset;
}
