/** Puts a name in place of what stands from an `@` to the caret. */
export function insertMention(field: HTMLTextAreaElement, start: number, name: string): void {
  const end = field.selectionEnd;
  field.focus();
  field.setSelectionRange(start, end);
  const space = /^\s/.test(field.value.slice(end)) ? '' : ' ';
  // The only way to change the text that can be undone with Ctrl+Z.
  document.execCommand('insertText', false, `@${name}${space}`);
}
