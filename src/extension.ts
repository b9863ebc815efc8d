import * as vscode from 'vscode';
import { createNetwork } from './net/network';
import { listAdapters } from './net/socket/adapters';
import { escapeBytes, type WireTap } from './net/socket/wire-tap';
import { defaultLimits } from './protocol/limits';
import { Session } from './room/session/session';
import { RoomArchive } from './store/room-archive';
import type { DeskmateApi } from './ui/api';
import { startInterface } from './ui/app/interface';
import { systemClock } from './util/clock';

/** Time to leave politely when the window closes, ms; the editor waits little longer. */
const farewellMs = 2000;

let stop: (() => Promise<void>) | undefined;

/** Called by the editor: makes the parts and ties them. */
export function activate(context: vscode.ExtensionContext): DeskmateApi {
  const channel = vscode.window.createOutputChannel('Deskmate', { log: true });
  const tap = channelTap(channel, escapeBytes);
  const clock = systemClock;
  const network = createNetwork({ clock, tap });
  const archive = new RoomArchive({
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'rooms').fsPath,
    clock,
    onFailure: ({ message }) => channel.error(`the room could not be kept: ${message}`),
  });
  const session = new Session({ network, limits: defaultLimits, clock, logger: channel, archive });
  const face = startInterface({
    context,
    channel,
    session,
    archive,
    clock,
    adapters: listAdapters,
  });
  context.subscriptions.push(channel, session);
  stop = async () => {
    const late = new Promise<void>((resolve) => clock.after(farewellMs, resolve));
    const kept = face.keep();
    const stopped = face.stop();
    await Promise.race([session.suspend(), late]);
    await Promise.all([kept, stopped]);
    // Once more: the transcript now ends with our leaving.
    await face.keep();
  };
  return face.api;
}

/** Called by the editor when the window closes or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await stop?.();
  stop = undefined;
}

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
