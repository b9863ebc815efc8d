import assert from 'node:assert/strict';
import { textMarkdown } from '../../src/export/text-markdown';
import { MentionNames } from '../../src/text/mentions';
import { readText } from '../../src/text/read-text';
import { panelDrawing, previewDrawing } from './drawing';
import { previewReader } from './preview';

const reader = previewReader();
const reading = { plain: false, names: new MentionNames(['Ann']) };

/** The lines of an exported chat that a text becomes. */
export function exportedLines(text: string, plain = false): string[] {
  return textMarkdown(readText(text, { ...reading, plain }));
}

/** Asserts that the preview renders an exported text, in an item of the chat's list, as the panel renders it. */
export function assertSameDrawing(text: string, plain = false): void {
  const lines = exportedLines(text, plain);
  const document = [
    '- Ann',
    '',
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    '',
    '- Ben',
  ];
  const preview = previewDrawing(reader.parse(document.join('\n'), {}));
  const panel = panelDrawing(readText(text, { ...reading, plain }));
  const item = panel
    .join('\n')
    .split('\n')
    .map((line) => `  ${line}`);
  const expected = ['• Ann', ...(panel.length > 0 ? item : []), '• Ben'];
  const shown = preview.join('\n').split('\n');
  assert.deepEqual(shown, expected, `${JSON.stringify(text)} as\n${lines.join('\n')}`);
}
