/**
 * Calls back when a picture or a file is pasted into the page, or dropped on it, which it cannot send. Text
 * is pasted as ever, also where a program puts a picture of it beside it.
 */
export function watchFiles(page: Document, refuse: () => void): void {
  page.addEventListener('paste', ({ clipboardData }) => {
    if (clipboardData && holdsFiles(clipboardData) && !clipboardData.types.includes('text/html')) {
      refuse();
    }
  });
  page.addEventListener('dragover', (event) => {
    // Without this there is no drop to answer.
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
