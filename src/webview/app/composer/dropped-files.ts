/**
 * Calls `refuse` when a picture or file, which can't be sent, is pasted into the page or dropped on it.
 * Text still pastes normally, even when a program adds a picture of it to the clipboard.
 */
export function watchFiles(page: Document, refuse: () => void): void {
  page.addEventListener('paste', ({ clipboardData }) => {
    if (clipboardData && holdsFiles(clipboardData) && !clipboardData.types.includes('text/html')) {
      refuse();
    }
  });
  page.addEventListener('dragover', (event) => {
    // Without this, the browser fires no drop event.
    if (event.dataTransfer && holdsFiles(event.dataTransfer)) event.preventDefault();
  });
  page.addEventListener('drop', (event) => {
    if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    refuse();
  });
}

function holdsFiles({ types }: DataTransfer): boolean {
  return types.includes('Files') || types.includes('text/uri-list') || types.includes('codefiles');
}
