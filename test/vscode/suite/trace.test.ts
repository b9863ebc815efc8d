import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WireConnection } from '../../../src/protocol/wire-event';
import { channelTap } from '../../../src/ui/app/program';
import { escapeBytes } from '../../../src/util/escape-bytes';

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
    const connection: WireConnection = {
      wire: 'lab-tcp',
      local: { address: '127.0.0.1', port: 9000 },
      remote: { address: '127.0.0.1', port: 50412 },
      peer: "('127.0.0.1', 50412)",
    };
    const event = { time: 0, connection, marks: [] };
    tap.record({ ...event, direction: 'in', bytes: Buffer.from('你好\n') });
    tap.record({ ...event, direction: 'out', bytes: Buffer.from([0x71, 0xff]) });
    const peer = "('127.0.0.1', 50412)";
    assert.deepEqual(lines, [`← ${peer} 7 B: 你好\\n`, `→ ${peer} 2 B: q\\xff`]);
  });
});
