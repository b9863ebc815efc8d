import { escapeBytes } from '../../util/escape-bytes';
import type { WireChunk } from './wire-log';

const arrows: Readonly<Record<WireChunk['direction'], string>> = { in: '←', out: '→' };

/**
 * Formats chunks as lines of text: time, time since the chunk before, direction, peer, length, bytes with
 * escapes, marks.
 * @param label a mark in the display language
 */
export function* wireText(
  chunks: Iterable<WireChunk>,
  label: (mark: string) => string,
): Generator<string> {
  let before: number | undefined;
  for (const { time, direction, connection, bytes, size, marks, summary } of chunks) {
    const delta = before === undefined ? '' : ` +${((time - before) / 1000).toFixed(3)}`;
    before = time;
    const stamp = new Date(time).toISOString().replace('T', ' ').replace('Z', '');
    const place = `${arrows[direction]} ${escapeBytes(Buffer.from(connection.peer))}`;
    const about = marks.length === 0 ? '' : `  [${marks.map(label).join(', ')}]`;
    const named = summary === undefined ? '' : `${summary}: `;
    const shown = `${escapeBytes(bytes)}${size === undefined ? '' : '…'}`;
    yield `${stamp}${delta} ${place} ${size ?? bytes.length} B: ${named}${shown}${about}\n`;
  }
}
