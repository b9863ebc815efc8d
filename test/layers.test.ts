import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What the folders of src/net, and most of src/ui, must not import. */
const aboveNet = ['vscode', '../../room/room', '../network'];
const aboveUi = ['../app/user-interface', '../messages/notifier'];

/** What each layer must not import, according to docs/ARCHITECTURE.md. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  'src/util': ['vscode', 'node:fs', '../protocol/limits'],
  'src/text': ['vscode', 'node:url', '../util/event', '../webview/messages'],
  'src/protocol': ['vscode', 'node:net', '../net/socket/tcp', '../room/room', '../ui/api'],
  'src/net': [
    'vscode',
    '../room/room',
    '../store/room-archive',
    '../text/parser',
    '../ui/api',
    '../webview/messages',
    '../cli/hub',
  ],
  'src/net/socket': [...aboveNet, '../lab-text/label'],
  'src/net/lab-text': [...aboveNet, '../lab-tcp/dialect'],
  'src/net/weather': [...aboveNet, '../lab-tcp/batch'],
  'src/net/check': [...aboveNet, '../lab-tcp/dialect'],
  'src/net/lab-tcp': [...aboveNet, '../deskmate/admission'],
  'src/net/lab-udp': [...aboveNet, '../lab-tcp/dialect'],
  'src/net/deskmate': [...aboveNet, '../lab-text/label'],
  'src/net/wide': [...aboveNet, '../lab-text/label'],
  'src/net/nearby': [...aboveNet, '../lab-text/label'],
  'src/room': [
    'vscode',
    'node:net',
    './log/journal',
    '../store/room-archive',
    '../net/socket/tcp',
    '../text/parser',
    '../ui/api',
    '../webview/messages',
  ],
  'src/room/log': [
    '../../net/network',
    '../host/seats',
    '../guest/roster',
    '../session/session',
    '../transfers/transfers',
    '../decisions/decide',
    '../wide/wide-reducer',
  ],
  'src/room/decisions': [
    'node:crypto',
    '../host/seats',
    '../guest/roster',
    '../session/session',
    '../transfers/transfers',
    '../wide/wide-reducer',
  ],
  'src/room/wide': ['node:crypto', '../../net/network', '../host/seats', '../guest/roster'],
  'src/room/succession': ['../log/epochs', '../../util/clock'],
  'src/room/queue': ['node:crypto', '../log/journal', '../host/seats', '../guest/roster'],
  'src/room/transfers': [
    'node:crypto',
    '../../store/disk-file-store',
    '../host/seats',
    '../guest/roster',
    '../session/session',
  ],
  'src/room/host': [
    '../../net/network',
    '../guest/roster',
    '../session/session',
    '../wide/wide-reducer',
  ],
  'src/room/guest': [
    '../../net/network',
    '../host/seats',
    '../session/session',
    '../decisions/decide',
  ],
  'src/strings': [
    'vscode',
    'node:fs',
    '../export/html',
    '../store/room-archive',
    '../ui/api',
    '../webview/messages',
    '../cli/hub',
  ],
  'src/export': [
    'vscode',
    '../store/room-archive',
    '../net/socket/tcp',
    '../ui/api',
    '../webview/messages',
    '../cli/hub',
  ],
  'src/store': [
    'vscode',
    '../text/parser',
    '../export/html',
    '../ui/api',
    '../webview/messages',
    '../cli/hub',
  ],
  'src/ui': ['../cli/hub', '../webview/app/main', './rooms/join-flow', './window/messages'],
  'src/ui/window': [...aboveUi, '../wire/wire-log', '../rooms/join-flow', '../../cli/hub'],
  'src/ui/theme': [...aboveUi, '../rooms/join-flow'],
  'src/ui/rooms': [
    ...aboveUi,
    '../code/send-card',
    '../history/history',
    '../files/outgoing-files',
  ],
  'src/ui/code': [...aboveUi, '../history/history', '../terminal/terminal-card'],
  'src/ui/files': [...aboveUi, '../code/send-card', '../history/history'],
  'src/ui/terminal': [...aboveUi, '../debug/debug-stack'],
  'src/ui/debug': [...aboveUi, '../patch/patches'],
  'src/ui/patch': [...aboveUi, '../history/history'],
  'src/ui/panel': [...aboveUi, '../history/history'],
  'src/ui/messages': ['../app/user-interface', '../history/history', '../status/status-text'],
  'src/ui/history': ['../app/user-interface', '../status/status-text', '../theme/theme-file'],
  'src/ui/check': [...aboveUi, '../status/status-text'],
  'src/ui/place': [...aboveUi, '../rooms/join-flow', '../status/status-text'],
  'src/ui/class': ['../app/user-interface', '../panel/draft', '../../cli/hub'],
  'src/ui/wire': [...aboveUi, '../rooms/join-flow', '../../cli/hub'],
  'src/ui/status': [
    '../app/user-interface',
    '../history/history',
    '../code/send-card',
    '../../cli/hub',
  ],
  'src/webview': [
    '../net/socket/tcp',
    '../text/parser',
    '../protocol/frames',
    '../room/room',
    '../store/room-archive',
    '../ui/api',
    './app/main',
  ],
  'src/webview/app': [
    ...['vscode', 'node:fs', 'valibot', '../panel-view', '../../room/room', '../../util/event'],
  ],
  'src/webview/app/base': ['../../messages', '../wire/table', '../state/message-log', '../panel'],
  'src/webview/app/state': ['../message/message', '../log/rows', '../panel'],
  'src/webview/app/code': ['../markdown/markup', '../cards/card', '../state/message-log'],
  'src/webview/app/files': ['../cards/card', '../composer/composer', '../state/message-log'],
  'src/webview/app/cards': ['../markdown/markup', '../message/message', '../state/message-log'],
  'src/webview/app/markdown': ['../cards/card', '../message/message', '../state/message-log'],
  'src/webview/app/emoji': ['../message/message', '../state/message-log', '../code/code-view'],
  'src/webview/app/message': ['../log/rows', '../composer/composer', '../room/participants'],
  'src/webview/app/log': ['../find/search', '../composer/composer', '../panel'],
  'src/webview/app/find': ['../composer/composer', '../markdown/markup', '../../from-panel'],
  'src/webview/app/composer': ['../log/rows', '../find/search', '../panel'],
  'src/webview/app/wire': ['../panel', '../base/host', '../log/rows', '../../wire-messages'],
  'src/webview/app/room': ['../composer/composer', '../state/message-log'],
  'src/cli': ['vscode', '../ui/api', '../webview/messages'],
};

const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/protocol': ['../util/event', 'valibot'],
  'src/net': ['../protocol/frames', '../util/event', 'node:net'],
  'src/room': ['../protocol/network', '../util/event'],
  'src/room/decisions': ['../log/entries', '../../protocol/names'],
  'src/room/wide': ['../log/entries', '../decisions/decide', '../../protocol/wide'],
  'src/room/host': [
    '../log/journal',
    '../room',
    '../../protocol/room-server',
    '../decisions/decide',
  ],
  'src/room/guest': ['../log/journal', '../wide/wide-reducer'],
  'src/room/session': ['../log/journal', '../guest/roster', '../host/seats'],
  'src/strings': ['../room/room', '../protocol/invite', '../text/parser'],
  'src/export': ['../strings/translate', '../room/room', '../text/parser', 'node:crypto'],
  'src/cli': ['../export/html', '../strings/translate', '../store/room-archive'],
  'src/ui': ['../webview/messages', '../strings/translate', '../export/html', './settings'],
  'src/ui/rooms': ['../window/messages', '../settings', '../../room/session/session'],
  'src/ui/code': ['../rooms/room-questions', '../window/messages'],
  'src/ui/files': ['../window/messages', '../rooms/room-questions', '../../store/file-streams'],
  'src/ui/terminal': ['../code/send-card', '../rooms/room-questions', '../window/messages'],
  'src/ui/debug': ['../terminal/terminal-output', '../code/send-card', '../window/messages'],
  'src/ui/patch': ['../code/workspace-files', '../rooms/room-questions'],
  'src/ui/messages': ['../patch/patches', '../code/code-cards', '../theme/theme-colors'],
  'src/ui/app': [
    '../history/history',
    '../rooms/join-flow',
    '../messages/notifier',
    '../theme/theme-colors',
  ],
  'src/store': [
    '../net/deskmate/certificate',
    '../protocol/codec',
    '../room/log/journal',
    'node:fs',
  ],
  'src/text': ['markdown-it'],
  'src/webview/app': ['../../text/parser', '../messages', 'lit'],
  'src/webview/app/code': ['../base/host', '../../../util/bounded-map'],
  'src/webview/app/files': ['../base/host', '../base/messages'],
  'src/webview/app/cards': ['../files/transfer', '../code/code-view'],
  'src/webview/app/log': ['../message/message', '../state/message-log'],
  'src/webview/app/find': ['../../../text/parser', '../log/rows'],
  'src/webview/app/composer': ['../message/message', '../emoji/emoji-picker', '../base/host'],
  'src/ui/wire': ['../window/messages', '../../webview/wire-messages', '../../util/escape-bytes'],
  'src/webview/app/wire': ['../base/wire-messages', '../base/icon', '../../../util/escape-bytes'],
};

/** Every way to import `name`, each in its own file. */
const imports: readonly ((name: string) => string)[] = [
  (name) => `import { a } from '${name}';\nexport const b = a;\n`,
  (name) => `import type { A } from '${name}';\nexport type B = A;\n`,
  (name) => `export { a } from '${name}';\n`,
  (name) => `export type { A } from '${name}';\n`,
  (name) => `export * from '${name}';\n`,
  (name) => `export const b = import('${name}');\n`,
];

/** Ways around src/ui/window, where texts are made inert before the editor shows them. */
const around: readonly string[] = [
  ...[
    'showInformationMessage(name)',
    'showWarningMessage(name)',
    'showErrorMessage(name)',
    'withProgress({ location: 15, title: name }, work)',
    "createStatusBarItem('a')",
    'setStatusBarMessage(name)',
    'createQuickPick()',
    'showQuickPick([name])',
    'createInputBox()',
    'showInputBox({ prompt: name })',
    "createTreeView('a', tree)",
  ].map((use) => `vscode.window.${use};`),
  'const { showWarningMessage } = vscode.window;',
  'const { window } = vscode;',
  'const { window: { showErrorMessage } } = vscode;',
  'const editor = vscode.window;',
  'const api = vscode;',
  'call(vscode);',
  'call(vscode.window);',
  "vscode['window'].showErrorMessage(name);",
  "vscode.window['showErrorMessage'](name);",
  'vscode.window?.showErrorMessage(name);',
  '(vscode as Any).window.showErrorMessage(name);',
  'vscode.window.showTextDocument(vscode.window);',
  'export { vscode };',
  "vscode.commands.registerCommand('a', work);",
  'const { registerCommand } = vscode.commands;',
  "vscode.commands.executeCommand('vscode.diff', a, b, name);",
  "vscode.commands.executeCommand('vscode.changes', name, files);",
  'new vscode.MarkdownString(name);',
  "vscode.window.createWebviewPanel('a', name, 1, options);",
];

/** The same for the panel's view and tab. */
const aroundViews: readonly string[] = [
  'panel.title = name;',
  'view.title = name;',
  'view.description = name;',
  'view.badge = { value: 1, tooltip: name };',
];

/** Ways to reach the editor's API under another name, each in its own file. */
const otherNames: readonly string[] = [
  "import { window } from 'vscode';",
  "import * as editor from 'vscode';",
  "import editor from 'vscode';",
  "export { window } from 'vscode';",
  "export * from 'vscode';",
  "const editor = await import('vscode');",
  "const editor = require('vscode');",
];

/** Sources that break the rules, by path: each must be complained about. */
const wrongImports = new Map(
  Object.entries(forbidden).flatMap(([layer, names]) =>
    names.flatMap((name, at) =>
      imports.map((write, way) => [`${layer}/no${at}-${way}.ts`, write(name)] as const),
    ),
  ),
);

const rightImports = new Map(
  Object.entries(allowed).flatMap(([layer, names]) =>
    names.map((name, at) => [`${layer}/yes${at}.ts`, `export { a } from '${name}';\n`] as const),
  ),
);

/** Lines that show texts, each of which must be complained about, by path. */
const shownElsewhere: Readonly<Record<string, readonly string[]>> = {
  'src/ui/prompts/around.ts': around,
  'src/around.ts': around,
  'src/webview/around.ts': [...around, ...aroundViews],
  ...Object.fromEntries(otherNames.map((line, index) => [`src/ui/other${index}.ts`, [line]])),
};

const wrongTexts = new Map(
  Object.entries(shownElsewhere).map(([path, lines]) => [
    path,
    `import * as vscode from 'vscode';\n${lines.join('\n')}`,
  ]),
);

const rightText = `import * as vscode from 'vscode';
import type { Uri } from 'vscode';
import { inertText } from '../util/inert-text';
export const shown = (uri: Uri) => vscode.window.showTextDocument(uri);
export const run = () => vscode.commands.executeCommand('deskmate.showMenu');
export const tab = () => vscode.window.createWebviewPanel('a', 'Deskmate', 1, {});
export function tell(view: vscode.WebviewView, name: string) {
  view.badge = { value: 1, tooltip: inertText(name) };
}
`;

const rightTexts = new Map([
  ['src/webview/fine.ts', rightText],
  ['src/ui/fine.ts', rightText],
  ['src/ui/window/fine.ts', `${rightText}void vscode.window.showErrorMessage('a');\n`],
]);

describe('the layers', () => {
  let folder: string;
  /** What the linter says of all these sources, a line each; linting them at once takes a quarter of the time. */
  let report: readonly string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'layers-'));
    for (const name of readdirSync('.').filter((each) => /^biome\.json$|\.grit$/.test(each))) {
      cpSync(name, join(folder, name));
    }
    for (const sources of [wrongImports, rightImports, wrongTexts, rightTexts]) write(sources);
    report = lint().replaceAll('\\', '/').split('\n');
  });

  after(() => rmSync(folder, { recursive: true }));

  function write(sources: ReadonlyMap<string, string>): void {
    for (const [path, source] of sources) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
  }

  /** Returns the linter's complaints by path. */
  function lint(): string {
    const biome = resolve('node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const args = ['lint', '--colors=off', '--vcs-enabled=false', '--max-diagnostics=none', 'src'];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout + stderr;
  }

  it('are tested with names of existing files', () => {
    const named = [forbidden, allowed].flatMap((table) =>
      Object.entries(table).flatMap(([layer, names]) =>
        names.filter((name) => name.startsWith('.')).map((name) => join(layer, `${name}.ts`)),
      ),
    );
    assert.deepEqual(
      named.filter((file) => !existsSync(file)),
      [],
    );
  });

  it('can’t import what they must not, in any way', () => {
    const missed = [...wrongImports].filter(
      ([path]) => !report.some((line) => line.startsWith(path) && line.includes('noRestricted')),
    );
    assert.deepEqual(missed, []);
  });

  it('can import what they may', () => {
    assert.deepEqual(
      report.filter((line) => /^\S*yes\d/.test(line)),
      [],
    );
  });

  /** The lines of a file that the plugin complains about. */
  const complaints = (path: string) =>
    report
      .map((line) => /^(\S+):(\d+):\d+ plugin/.exec(line))
      .filter((found) => found?.[1] === path)
      .map((found) => Number(found?.[2]));

  it('show texts through src/ui/window only', () => {
    for (const [path, lines] of Object.entries(shownElsewhere)) {
      const found = complaints(path);
      const missed = lines.filter((_, index) => !found.includes(index + 2));
      assert.deepEqual(missed, [], path);
    }
  });

  it('can open documents, and show inert texts', () => {
    assert.deepEqual(
      report.filter((line) => line.includes('fine.ts')),
      [],
    );
  });
});
