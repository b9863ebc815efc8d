import { graphemesOf } from './text-width';

/** A key as Node's `readline.emitKeypressEvents` reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** What a key asks for besides editing. */
export type EditorEvent =
  | { readonly type: 'submit'; readonly text: string }
  /** Tab. */
  | { readonly type: 'complete' }
  /** Ctrl+C, Ctrl+D on an empty draft, Ctrl+Z, Ctrl+L. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'end' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' };

/** The longest draft, in UTF-16 units; no message is longer. */
const maxDraft = 64 * 1024;
/** Maximum number of drafts that Up brings back. */
const maxHistory = 100;

const isWordCharacter = /[\p{L}\p{N}\p{M}_]/u;

/** The draft and what keys do to it, as readline does: arrows, Home, End, Ctrl+A/E/B/F/K/U/W/Y, Alt+B/F/D, history. */
export class LineEditor {
  text = '';
  /** In UTF-16 units; always between two graphemes. */
  cursor = 0;
  /** Whether what is typed next replaces the draft. */
  isSelected = false;
  private readonly history: string[] = [];
  /** Which entry of the history is shown, counted from the newest; -1: the draft itself. */
  private recalled = -1;
  private unsent = '';
  private killed = '';
  private pasted: string | undefined;
  private isPasting = false;

  /** Whether Enter begins a new line, until a line with only `.` or Ctrl+D. */
  get isMultiLine(): boolean {
    return this.isPasting;
  }

  /** Lets the user enter several lines. */
  beginMultiLine(): void {
    this.isPasting = true;
  }

  /** Replaces the draft. */
  set(text: string, cursor = text.length): void {
    this.isSelected = false;
    this.text = text;
    this.cursor = cursor;
  }

  /** Replaces the draft by a text that what is typed next replaces, unless another key comes first. */
  select(text: string): void {
    this.set(text);
    this.isSelected = true;
  }

  clear(): void {
    this.set('');
    this.recalled = -1;
    this.isPasting = false;
  }

  /** Remembers what Up brings back. */
  remember(text: string): void {
    if (text !== '' && this.history[0] !== text) this.history.unshift(text);
    this.history.length = Math.min(this.history.length, maxHistory);
  }

  /**
   * Applies a key.
   * @param typed the text that it types; undefined for a key without one
   */
  press(typed: string | undefined, key: Key): EditorEvent | undefined {
    if (this.pasted !== undefined || key.name === 'paste-start') return this.paste(typed, key);
    const name = `${key.ctrl ? 'ctrl+' : ''}${key.meta ? 'alt+' : ''}${key.name ?? ''}`;
    const action = actions[name];
    if (action) {
      this.isSelected = false;
      return action(this);
    }
    if (typed !== undefined && !key.ctrl && !key.meta) this.insert(typed);
    return undefined;
  }

  /** Inserts at the cursor, without controls but line feeds and tabs. */
  insert(text: string): void {
    const clean = text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
    const start = this.isSelected ? 0 : this.cursor;
    this.isSelected = false;
    if (this.text.length - (this.cursor - start) + clean.length > maxDraft) return;
    this.replace(start, this.cursor, clean);
  }

  /** Enter. */
  enter(): EditorEvent | undefined {
    const { text } = this;
    if (this.isPasting) {
      if (!/(?:^|\n)\.$/.test(text)) {
        this.insert('\n');
        return undefined;
      }
      return this.submit(text.replace(/\n?\.$/, ''));
    }
    if (this.cursor === text.length && text.endsWith('\\')) {
      this.replace(text.length - 1, text.length, '\n');
      return undefined;
    }
    return this.submit(text);
  }

  /** Ctrl+D: the end of several lines, of the program, or else deletes forward. */
  endOfInput(): EditorEvent | undefined {
    if (this.isPasting) return this.submit(this.text);
    if (this.text === '') return { type: 'end' };
    this.deleteTo(this.next());
    return undefined;
  }

  moveTo(place: number): void {
    this.cursor = place;
  }

  /** Deletes between the cursor and a place. */
  deleteTo(place: number): void {
    this.replace(Math.min(place, this.cursor), Math.max(place, this.cursor), '');
  }

  /** Deletes, so that Ctrl+Y brings it back. */
  kill(place: number): void {
    this.killed = this.text.slice(Math.min(place, this.cursor), Math.max(place, this.cursor));
    this.deleteTo(place);
  }

  yank(): void {
    this.insert(this.killed);
  }

  previous(): number {
    const last = graphemesOf(this.text.slice(0, this.cursor)).at(-1) ?? '';
    return this.cursor - last.length;
  }

  next(): number {
    const [first = ''] = graphemesOf(this.text.slice(this.cursor));
    return this.cursor + first.length;
  }

  wordStart(): number {
    let at = this.cursor;
    while (at > 0 && !isWordCharacter.test(this.text[at - 1] ?? '')) at -= 1;
    while (at > 0 && isWordCharacter.test(this.text[at - 1] ?? '')) at -= 1;
    return at;
  }

  wordEnd(): number {
    let at = this.cursor;
    while (at < this.text.length && !isWordCharacter.test(this.text[at] ?? '')) at += 1;
    while (at < this.text.length && isWordCharacter.test(this.text[at] ?? '')) at += 1;
    return at;
  }

  lineStart(): number {
    return this.text.lastIndexOf('\n', this.cursor - 1) + 1;
  }

  lineEnd(): number {
    const end = this.text.indexOf('\n', this.cursor);
    return end < 0 ? this.text.length : end;
  }

  /** Up and Down: to another line of the draft, or through what was sent. @param step -1 up, 1 down */
  vertical(step: -1 | 1): void {
    const edge = step < 0 ? this.lineStart() : this.lineEnd();
    const isLast = step < 0 ? edge === 0 : edge === this.text.length;
    if (isLast) this.recall(step);
    else {
      const column = this.cursor - this.lineStart();
      this.cursor = edge + step;
      const start = this.lineStart();
      this.cursor = Math.min(start + column, this.lineEnd());
    }
  }

  private recall(step: -1 | 1): void {
    const wanted = this.recalled - step;
    if (wanted < -1 || wanted >= this.history.length) return;
    if (this.recalled === -1) this.unsent = this.text;
    this.recalled = wanted;
    this.set(wanted === -1 ? this.unsent : (this.history[wanted] ?? ''));
  }

  private submit(text: string): EditorEvent {
    this.clear();
    return { type: 'submit', text };
  }

  /** What a terminal says is pasted goes in as a whole: its line feeds send nothing. */
  private paste(typed: string | undefined, key: Key): undefined {
    if (key.name === 'paste-start') this.pasted = '';
    else if (key.name === 'paste-end') {
      this.insert(this.pasted ?? '');
      this.pasted = undefined;
    } else if ((this.pasted?.length ?? 0) < maxDraft) {
      this.pasted += typed ?? (key.name === 'return' || key.name === 'enter' ? '\n' : '');
    }
    return undefined;
  }

  private replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.cursor = start + text.length;
    // Changing what was sent makes a new draft.
    this.recalled = -1;
  }
}

type Action = (editor: LineEditor) => EditorEvent | undefined;

/** An action that only edits. */
function edit(change: (editor: LineEditor) => void): Action {
  return (editor) => {
    change(editor);
    return undefined;
  };
}

const left = edit((editor) => editor.moveTo(editor.previous()));
const right = edit((editor) => editor.moveTo(editor.next()));
const home = edit((editor) => editor.moveTo(editor.lineStart()));
const end = edit((editor) => editor.moveTo(editor.lineEnd()));
const wordLeft = edit((editor) => editor.moveTo(editor.wordStart()));
const wordRight = edit((editor) => editor.moveTo(editor.wordEnd()));
const backspace = edit((editor) => editor.deleteTo(editor.previous()));
const killWordLeft = edit((editor) => editor.kill(editor.wordStart()));
const killWordRight = edit((editor) => editor.kill(editor.wordEnd()));
const newLine = edit((editor) => editor.insert('\n'));
const up = edit((editor) => editor.vertical(-1));
const down = edit((editor) => editor.vertical(1));

const actions: Readonly<Record<string, Action>> = {
  return: (editor) => editor.enter(),
  // A line feed: what Ctrl+J types, and Enter in some terminals.
  enter: (editor) => editor.enter(),
  'alt+return': newLine,
  'alt+enter': newLine,
  tab: () => ({ type: 'complete' }),
  'ctrl+c': () => ({ type: 'interrupt' }),
  'ctrl+d': (editor) => editor.endOfInput(),
  'ctrl+z': () => ({ type: 'suspend' }),
  'ctrl+l': () => ({ type: 'redraw' }),
  ...{ left, right, home, end, up, down, backspace },
  ...{ 'ctrl+b': left, 'ctrl+f': right, 'ctrl+a': home, 'ctrl+e': end, 'ctrl+h': backspace },
  ...{ 'ctrl+p': up, 'ctrl+n': down },
  ...{ 'alt+b': wordLeft, 'ctrl+left': wordLeft, 'alt+left': wordLeft },
  ...{ 'alt+f': wordRight, 'ctrl+right': wordRight, 'alt+right': wordRight },
  ...{ 'ctrl+w': killWordLeft, 'alt+backspace': killWordLeft, 'alt+d': killWordRight },
  delete: edit((editor) => editor.deleteTo(editor.next())),
  'ctrl+u': edit((editor) => editor.kill(editor.lineStart())),
  'ctrl+k': edit((editor) => editor.kill(editor.lineEnd())),
  'ctrl+y': edit((editor) => editor.yank()),
};
