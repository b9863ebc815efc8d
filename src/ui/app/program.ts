import * as vscode from 'vscode';
import { createNearby } from '../../net/nearby/nearby';
import { createNetwork } from '../../net/network';
import { listAdapters } from '../../net/socket/adapters';
import { defaultLimits } from '../../protocol/limits';
import { allTaps, isEncrypted, type WireTap } from '../../protocol/wire-event';
import { Session } from '../../room/session/session';
import { RoomArchive } from '../../store/room-archive';
import { systemClock } from '../../util/clock';
import { escapeBytes } from '../../util/escape-bytes';
import { Settings } from '../settings';
import type { StatusItem } from '../window/status-item';
import { WireLog } from '../wire/wire-log';
import { startUserInterface, type UserInterface } from './user-interface';

/** How long to wait for a clean disconnect when the window closes, in ms; the editor waits little longer. */
const closeTimeoutMs = 2000;

/** How long to wait after that for saving and cleaning up, in ms. */
const cleanUpMs = 1000;

/** The running extension: what the editor calls, and the way to end it. */
export interface Program extends Omit<UserInterface, 'keep' | 'removeCopies' | 'stop'> {
  /** Saves everything and leaves the room, but not for good: a reloaded window comes back. */
  stop(): Promise<void>;
}

/** Creates the parts of the extension and connects them. @param item shows the state from now on */
export function startProgram(context: vscode.ExtensionContext, item: StatusItem): Program {
  const channel = vscode.window.createOutputChannel('Deskmate', { log: true });
  const wireLog = new WireLog();
  const tap = allTaps(channelTap(channel, escapeBytes), wireLog);
  const clock = systemClock;
  const network = createNetwork({ clock, tap });
  const archive = new RoomArchive({
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'rooms').fsPath,
    clock,
    onFailure: ({ message }) => channel.error(`failed to save the room: ${message}`),
  });
  const settings = new Settings();
  const session = new Session({
    ...{ network, limits: defaultLimits, clock, logger: channel, archive },
    fileBytes: () => settings.maxFileBytes,
  });
  const ui = startUserInterface({
    context,
    channel,
    session,
    archive,
    settings,
    clock,
    wireLog,
    item,
    nearby: createNearby({ clock, logger: channel, adapters: () => settings.nearbyAdapters }),
    adapters: listAdapters,
  });
  context.subscriptions.push(channel, session);
  const stop = async () => {
    const within = (ms: number, work: Promise<unknown>) =>
      Promise.race([work, new Promise((resolve) => clock.after(ms, () => resolve(undefined)))]);
    const saved = ui.save();
    const stopped = ui.stop();
    await within(closeTimeoutMs, session.suspend());
    await within(cleanUpMs, Promise.all([saved, stopped, ui.removeCopies()]));
    // Save again, because the transcript now ends with our leaving.
    await ui.save();
  };
  return { ...ui, stop };
}

/**
 * Returns a wire tap that logs every chunk of lab rooms while the log level is Trace. What is encrypted on
 * the network isn't logged, because people share logs.
 */
export function channelTap(
  channel: Pick<vscode.LogOutputChannel, 'logLevel' | 'trace'>,
  readable: (bytes: Uint8Array) => string,
): WireTap {
  return {
    get enabled() {
      return channel.logLevel === vscode.LogLevel.Trace;
    },
    record({ direction, connection, bytes }) {
      if (isEncrypted(connection.wire)) return;
      const arrow = direction === 'in' ? '←' : '→';
      channel.trace(`${arrow} ${connection.peer} ${bytes.length} B: ${readable(bytes)}`);
    },
  };
}
