import * as vscode from 'vscode';
import type { WireTap } from '../net/socket/wire-tap';

/** A wire tap that writes every chunk into the log, while its level is Trace. */
export function channelTap(
  channel: Pick<vscode.LogOutputChannel, 'logLevel' | 'trace'>,
  readable: (bytes: Uint8Array) => string,
): WireTap {
  return {
    get enabled() {
      return channel.logLevel === vscode.LogLevel.Trace;
    },
    chunk(direction, peer, bytes) {
      const arrow = direction === 'in' ? '←' : '→';
      channel.trace(`${arrow} ${peer} ${bytes.length} B: ${readable(bytes)}`);
    },
  };
}
