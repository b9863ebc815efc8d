import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { connect, createServer, type Socket } from 'node:net';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { HostedRoom } from '../../src/ui/api';

/** The benchmark's own extension in each window: drives Deskmate's commands and is what it is compared with. */

/** The text that the benchmark's messages begin with. */
const words = 'the server closes its socket before mine has read everything';

/** How often it is tried, in ms. */
const askingMs = 5000;

const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

/** What the benchmark can ask, by name; each returns what the reply carries. */
const requests = {
  process: () => ({ pid: process.pid }),
  host: () => run<HostedRoom>('deskmate.hostRoom', { kind: 'pair', address: '127.0.0.1' }),
  async join(invite: string) {
    await run('deskmate.joinRoom', invite);
    return {};
  },
  /** Asks for help as a student of a class, and again whenever the request has ended. */
  keepAsking() {
    const topic = 'My recv returns half a message';
    const ask = () => run('deskmate.imStuck', { topic }).then(undefined, () => {});
    setInterval(ask, askingMs);
    void ask();
    return {};
  },
  async showChat() {
    await run('deskmate.panel.focus');
    return {};
  },
  say: ({ count, perSecond }: Pace) =>
    pace(count, perSecond, (text) => run('deskmate.sendMessage', text)),
  echo: openEcho,
  sayEcho: ({ count, perSecond }: Pace) => pace(count, perSecond, async (text) => echo?.say(text)),
  startup,
  profile,
};

export type Requests = typeof requests;

/** How many messages to send, and how many a second; at 0 as fast as it goes. */
interface Pace {
  readonly count: number;
  readonly perSecond: number;
}

async function pace(count: number, perSecond: number, say: (text: string) => Thenable<unknown>) {
  const begin = performance.now();
  for (let sent = 0; sent < count; sent += 1) {
    // In time even after a late timer: the pace is kept on average.
    const wait = perSecond === 0 ? 0 : begin + (1000 * sent) / perSecond - performance.now();
    if (wait > 0 || sent % 50 === 49) await new Promise((next) => setTimeout(next, wait));
    await say(`${words} ${sent}`);
  }
  return {};
}

/** Writes a CPU profile of this extension host, for so many seconds. */
async function profile({ file, seconds }: { readonly file: string; readonly seconds: number }) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await new Promise((end) => setTimeout(end, seconds * 1000));
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  await writeFile(file, JSON.stringify(taken));
  return {};
}

/** How the editor itself has timed the activation of an extension, in ms. */
export interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

/** The editor's own figures for each activated extension, from “Developer: Startup Performance”. */
async function startup(): Promise<Record<string, Activation>> {
  await run('perfview.show');
  const shown = () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
  const deadline = performance.now() + 20_000;
  while (!shown().includes('deskmate.deskmate') && performance.now() < deadline) {
    await new Promise((next) => setTimeout(next, 100));
  }
  // | Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By |
  const row = /^\| ([\w-]+\.[\w-]+) *\| \w+ *\| ([\d.]+) *\| ([\d.]+) *\| ([\d.]+) *\|/gm;
  return Object.fromEntries(
    Array.from(shown().matchAll(row), ([, id, load, call, finish]) => [
      id,
      { load: Number(load), call: Number(call), finish: Number(finish) },
    ]),
  );
}

let echo: Echo | undefined;

/**
 * The least that a chat between two windows can be: a page, a socket, and a page.
 * @param port of the other window's echo; 0 at the first window
 * @returns the port to connect to
 */
async function openEcho(port: number): Promise<{ readonly port: number }> {
  if (port !== 0) {
    echo = new Echo(connect(port, '127.0.0.1'));
    return { port };
  }
  const server = createServer((socket) => {
    echo?.use(socket);
    server.close();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  echo = new Echo(undefined);
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0 };
}

class Echo {
  private socket: Socket | undefined;
  private readonly panel = vscode.window.createWebviewPanel(
    'bench.echo',
    'Echo',
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: true },
    { enableScripts: true },
  );

  constructor(socket: Socket | undefined) {
    if (socket) this.use(socket);
    this.panel.webview.html = echoPage;
    this.panel.webview.onDidReceiveMessage((text) => this.say(String(text)));
  }

  use(socket: Socket): void {
    this.socket = socket.setNoDelay(true);
    socket.on('error', () => {});
    createInterface(socket).on('line', (line) => this.panel.webview.postMessage(JSON.parse(line)));
  }

  say(text: string): void {
    this.socket?.write(`${JSON.stringify(text)}\n`);
    void this.panel.webview.postMessage(text);
  }
}

const echoPage = `<!DOCTYPE html><html data-place="echo"><body>
<div id="log" style="height: 300px; overflow: auto"></div><textarea id="composer"></textarea>
<script>
  const api = acquireVsCodeApi();
  const log = document.getElementById('log');
  const composer = document.getElementById('composer');
  composer.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    api.postMessage(composer.value);
    composer.value = '';
  });
  addEventListener('message', ({ data }) => {
    const line = document.createElement('p');
    line.textContent = data;
    log.append(line);
    log.scrollTop = log.scrollHeight;
  });
</script></body></html>`;

/** Says which window this is, then carries out the benchmark's requests, one line of JSON each. */
export function activate(context: vscode.ExtensionContext): void {
  const socket = connect(Number(process.env.DESKMATE_PROBE_PORT), '127.0.0.1');
  socket.on('error', () => {});
  const send = (line: object) => socket.write(`${JSON.stringify(line)}\n`);
  send({ folder: basename(vscode.workspace.workspaceFolders?.[0]?.uri.path ?? '') });
  createInterface(socket).on('line', async (line) => {
    const [what, value] = JSON.parse(line) as [what: keyof Requests, value: never];
    try {
      send({ ran: 0, state: await requests[what](value) });
    } catch (error) {
      send({ failed: String(error) });
    }
  });
  context.subscriptions.push({ dispose: () => socket.destroy() });
}
