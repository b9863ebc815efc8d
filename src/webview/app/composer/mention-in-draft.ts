/** Mentions somebody in the field that has the focus, at the cursor, apart from the words around it. */
export function mentionInDraft(name: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = /\S$/.test(field.value.slice(0, field.selectionStart)) ? ' ' : '';
  const after = /^\s/.test(field.value.slice(field.selectionEnd)) ? '' : ' ';
  // The only way to change the text that can be undone with Ctrl+Z.
  document.execCommand('insertText', false, `${before}@${name}${after}`);
}
