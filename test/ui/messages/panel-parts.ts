import { unknownLinks } from '../../../src/strings/log-links';
import { english } from '../../../src/strings/translate';
import { CardNotes } from '../../../src/ui/code/card-notes';
import type { PanelAdapterDeps, ShownSession } from '../../../src/ui/panel/panel-adapter';
import { Emitter } from '../../../src/util/event';
import type { ButtonCommand, MessageRequest } from '../../../src/webview/from-panel';
import type { CodeColors } from '../../../src/webview/messages';
import { FakeClock } from '../../helpers/fake-clock';
import { noPanelSources } from '../../helpers/panel-sources';

/** The parts of a panel's model, with records of what it runs and requests. */
export function panelParts(session: ShownSession) {
  const ran: ButtonCommand[] = [];
  const requests: MessageRequest[] = [];
  const notes = new CardNotes();
  const bookmarked = new Set<string>();
  const bookmarkChanges = new Emitter<string>();
  const clock = new FakeClock();
  const themeChanges = new Emitter<void>();
  const theme = { colors: {} as CodeColors, onDidChange: themeChanges.event };
  const fileChanges = new Emitter<void>();
  const files = {
    shown: { waiting: [], sending: [] },
    onDidChange: fileChanges.event,
    refusal: undefined as string | undefined,
    connect: () => ({ handle: () => undefined, dispose: () => undefined }),
    send: () => undefined,
  };
  const calls = { shown: 0, keptFocus: false };
  const deps: PanelAdapterDeps = {
    session,
    clock,
    language: 'en',
    t: english,
    theme,
    notes,
    files,
    received: { stateOf: () => ({ isKept: true }), onDidChange: new Emitter<string>().event },
    linked: {
      of: unknownLinks(english),
      idsIn: () => [],
      onDidChange: new Emitter<void>().event,
    },
    bookmarks: { has: ({ id }) => bookmarked.has(id), onDidChange: bookmarkChanges.event },
    requests: { handle: (request) => requests.push(request) },
    nicknames: { shown: (name) => name, onDidChange: new Emitter<void>().event },
    slash: { run: (text) => ({ text }), available: () => [] },
    sources: () => ({
      ...noPanelSources,
    }),
    lines: { tell: () => undefined, publish: async () => {}, find: () => undefined },
    run: (command) => ran.push(command),
    show: (keepFocus) => {
      calls.shown += 1;
      calls.keptFocus = keepFocus;
    },
  };
  const bookmarks = { bookmarked, changes: bookmarkChanges };
  return {
    ...{ parts: deps, clock, ran, requests, notes, bookmarks, theme, themeChanges, calls },
    ...{ files, fileChanges },
  };
}
