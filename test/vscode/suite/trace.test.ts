import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { channelTap } from '../../../src/extension';
import { escapeBytes } from '../../../src/net/socket/wire-tap';

describe('the wire trace', () => {
  function traced(logLevel: vscode.LogLevel) {
    const lines: string[] = [];
    const channel = { logLevel, trace: (line: string) => lines.push(line) };
    return { lines, tap: channelTap(channel, escapeBytes) };
  }

  it('costs nothing unless the log’s level is Trace', () => {
    assert.equal(traced(vscode.LogLevel.Info).tap.enabled, false);
    assert.equal(traced(vscode.LogLevel.Debug).tap.enabled, false);
    assert.equal(traced(vscode.LogLevel.Trace).tap.enabled, true);
  });

  it('records direction, peer, length and text of each chunk', () => {
    const { lines, tap } = traced(vscode.LogLevel.Trace);
    tap.chunk('in', '127.0.0.1:50412', Buffer.from('你好\n'));
    tap.chunk('out', '127.0.0.1:50412', Buffer.from([0x71, 0xff]));
    assert.deepEqual(lines, ['← 127.0.0.1:50412 7 B: 你好\\n', '→ 127.0.0.1:50412 2 B: q\\xff']);
  });
});
