import * as vscode from 'vscode';
import { listAdapters } from './net/adapters';
import { escapeBytes } from './net/escape-bytes';
import { defaultLimits } from './net/limits';
import { createNetwork } from './net/network';
import { Session } from './room/session';
import type { DeskmateApi } from './ui/api';
import { startInterface } from './ui/interface';
import { channelTap } from './ui/log-channel';
import { systemClock } from './util/clock';

/** Time to leave politely when the window closes, ms; the editor waits little longer. */
const farewellMs = 2000;

let stop: (() => Promise<void>) | undefined;

/** Called by the editor: makes the parts and ties them. */
export function activate(context: vscode.ExtensionContext): DeskmateApi {
  const channel = vscode.window.createOutputChannel('Deskmate', { log: true });
  const tap = channelTap(channel, escapeBytes);
  const network = createNetwork({ clock: systemClock, tap });
  const session = new Session(network, defaultLimits, systemClock, channel);
  const { api, keep } = startInterface({
    context,
    channel,
    session,
    clock: systemClock,
    adapters: listAdapters,
  });
  context.subscriptions.push(channel, session);
  stop = async () => {
    const late = new Promise<void>((resolve) => systemClock.after(farewellMs, resolve));
    const kept = keep();
    await Promise.race([session.leave(), late]);
    await kept;
    // Once more: the transcript now ends with our leaving.
    await keep();
  };
  return api;
}

/** Called by the editor when the window closes or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await stop?.();
  stop = undefined;
}
