/**
 * A student of the class with the program that the extension runs: the room with its journal, and the panel's model with a
 * page that is visible. Only the editor around it is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createNetwork } from '../../src/net/network';
import { parseInvite } from '../../src/protocol/invite';
import { defaultLimits as limits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { unknownLinks } from '../../src/strings/log-links';
import { english as t } from '../../src/strings/translate';
import { CurrentClass } from '../../src/ui/class/current-class';
import { panelClass } from '../../src/ui/class/panel-class';
import { PrivateLines } from '../../src/ui/class/private-lines';
import { CardNotes } from '../../src/ui/code/card-notes';
import { PanelAdapter } from '../../src/ui/panel/panel-adapter';
import { systemClock as clock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';
import { silentLogger as logger } from '../../src/util/logger';
import type { ToPanel } from '../../src/webview/messages';
import { PanelConnection } from '../../src/webview/panel-connection';
import { noPanelSources } from '../../test/helpers/panel-sources';
import { serveCommands } from '../command-process';
import type { StudentCommands } from './class-commands';

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-student-'));
const archive = new RoomArchive({ folder, clock, onFailure: () => {} });
const network = createNetwork({ clock, limits });
const session = new Session({ network, limits, clock, logger, archive });
const current = new CurrentClass(session, clock);
const lines = new PrivateLines({
  ...{ current, shown: () => undefined, tell: () => {}, language: 'en', t },
  traces: () => ({ names: [], home: '/' }),
});
const never = new Emitter<never>().event;

const panel: PanelAdapter = new PanelAdapter({
  ...{ session, clock, language: 'en', t, lines, notes: new CardNotes() },
  theme: { colors: {}, onDidChange: never },
  files: {
    shown: { waiting: [], sending: [] },
    onDidChange: never,
    refusal: undefined,
    connect: () => ({ handle: () => {}, dispose: () => {} }),
    send: () => undefined,
  },
  received: { stateOf: () => ({ isKept: true }), onDidChange: never },
  linked: { of: unknownLinks(t), idsIn: () => [], onDidChange: never },
  bookmarks: { has: () => false, onDidChange: never },
  requests: { handle: () => {} },
  nicknames: { shown: (name) => name, onDidChange: never },
  slash: { run: (text) => ({ text }), available: () => [] },
  sources: () => ({
    ...noPanelSources,
    classroom: panelClass(
      { current, lines, to: panel.draft.to, now: clock.now(), language: 'en' },
      t,
    ),
    isHelper: (id) => current.isHelper(id),
  }),
  run: () => {},
  show: () => {},
});

let [posts, postedBytes, statuses] = [0, 0, 0];
const fromPage = new Emitter<unknown>();
const port = {
  onDidReceiveMessage: fromPage.event,
  // The editor passes messages to a page as JSON.
  async postMessage(message: ToPanel) {
    posts += 1;
    postedBytes += JSON.stringify(message).length;
    if (message.type === 'status') statuses += 1;
    return true;
  },
};
const focus = { isFocused: () => true, onDidChange: never };
new PanelConnection(port, panel, 'view', focus, clock);

function askWhenFree(): void {
  const room = current.asStudent;
  if (room?.own.state === 'none') void room.ask({ topic: 'My recv returns half a message' });
}

const commands: StudentCommands = {
  async join(invite) {
    const parsed = parseInvite(invite);
    if (!parsed.ok) throw new Error(parsed.problem);
    await session.joinByInvite(parsed.invite, 'Ann');
    fromPage.fire({ type: 'ready' });
    current.onDidChange(() => {
      panel.status.classChanged();
      askWhenFree();
    });
    // What a page that shows the end of the log says after each message.
    session.onDidChangeLog(() => {
      const { newest } = session;
      if (newest) fromPage.fire({ type: 'seen', messageId: newest.id });
    });
    askWhenFree();
  },
  sample() {
    const sample = { posts, postedBytes, statuses };
    [posts, postedBytes, statuses] = [0, 0, 0];
    return sample;
  },
};

serveCommands(commands, () => rmSync(folder, { recursive: true, force: true }));
