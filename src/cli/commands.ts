import type { parseArgs } from 'node:util';
import { roomKindNames } from '../protocol/room-kinds';
import { type Command, data, json, labEncoding, noColor, person } from './command';

/** All commands, in the order of the help; `main.ts` loads what they do. */
export const commands = {
  host: {
    summary: (t) => t('Open a room for others'),
    usage: '',
    options: {
      kind: {
        type: 'string',
        value: 'KIND',
        summary: (t) => t('{0}; pair by default', roomKindNames.join(', ')),
      },
      name: {
        type: 'string',
        value: 'NAME',
        summary: (t) =>
          t(
            'the room’s name; a saved room of that name is reopened, and without --name the one used last',
          ),
      },
      person,
      server: {
        type: 'string',
        value: 'FILE|LINK',
        summary: (t) => t('of a wide room: the file or link from whoever runs the server'),
      },
      address: {
        type: 'string',
        value: 'ADDRESS',
        summary: (t) =>
          t(
            'where to listen: by default all networks (::) for a pair or group, and this computer only for a lab room',
          ),
      },
      port: {
        type: 'string',
        value: 'PORT',
        summary: (t) => t('any free port by default; a saved room keeps its own'),
      },
      roster: {
        type: 'string',
        value: 'FILE',
        summary: (t) =>
          t(
            'of a class: the names that may join with the invite, as text or CSV; others wait for you',
          ),
      },
      'max-clients': {
        type: 'string',
        value: 'N',
        summary: (t) =>
          t(
            'guests at the same time, 1 to 500; by default 1 in a pair, 500 in a class, 16 otherwise',
          ),
      },
      announce: {
        type: 'boolean',
        summary: (t) =>
          t('show the room to others on the same network; needs an address that they can reach'),
      },
      'announce-on': {
        type: 'string',
        value: 'ADAPTER',
        multiple: true,
        summary: (t) => t('the same, on this network adapter only; may be repeated'),
      },
      qr: {
        type: 'boolean',
        summary: (t) => t('print the invite as a QR code, too, on standard error'),
      },
      data,
      'no-save': {
        type: 'boolean',
        summary: (t) => t('save nothing: the chat is gone when the room closes'),
      },
      'max-file-size': {
        type: 'string',
        value: 'MIB',
        summary: (t) => t('the largest file in a pair or group, 1 to 200; 25 by default'),
      },
      encoding: labEncoding,
      bare: {
        type: 'boolean',
        summary: (t) => t('for a lab room over UDP: no acknowledgements and no retransmission'),
      },
      weather: {
        type: 'string',
        value: 'NAME|JSON',
        summary: (t) =>
          t(
            'network weather of a lab room: a name such as lossy, or an object such as {0}',
            '{"loss":20,"delayMs":100}',
          ),
      },
      'most-per-address': {
        type: 'string',
        value: 'N',
        summary: (t) => t('most connections from one address to a pair or group'),
      },
      'most-new-per-minute': {
        type: 'string',
        value: 'N',
        summary: (t) => t('most new connections from one address in a minute'),
      },
      limit: {
        type: 'string',
        value: 'NAME=N',
        multiple: true,
        summary: (t) => t('change a limit by its name, for tests and benchmarks; may be repeated'),
      },
      json: {
        type: 'boolean',
        summary: (t) =>
          t('print one line of JSON when the room is open, then nothing, and read no messages'),
      },
      service: {
        type: 'boolean',
        summary: (t) =>
          t(
            'run as a service: as with --json, and SIGTERM keeps the room for the next start, SIGHUP opens its file anew',
          ),
      },
      metrics: {
        type: 'string',
        value: 'PORT',
        summary: (t) =>
          t('of a service: a port on this computer that has numbers for Prometheus at /metrics'),
      },
      'no-color': noColor,
    },
  },
  join: {
    summary: (t) => t('Join a room and talk in it'),
    usage: 'INVITE|HOST:PORT|udp://HOST:PORT|ROOM',
    options: {
      person,
      data,
      json,
      'no-color': noColor,
      encoding: labEncoding,
      backlog: {
        type: 'string',
        value: 'N',
        summary: (t) =>
          t('begin with the last N entries; by default with those that are new on this computer'),
      },
      'no-input': {
        type: 'boolean',
        summary: (t) =>
          t('read no messages, and stay until the room ends or the program is stopped'),
      },
      timeout: {
        type: 'string',
        value: 'SECONDS',
        summary: (t) =>
          t(
            'how long to wait for messages on their way without progress, at the end; 30 by default',
          ),
      },
    },
  },
  send: {
    summary: (t) => t('Send a message, files or a card, and leave'),
    usage: '[TEXT|-]',
    options: {
      room: {
        type: 'string',
        value: 'ROOM',
        summary: (t) =>
          t('an invite, an address, or the name or id of a saved room, or how it begins'),
      },
      file: {
        type: 'string',
        value: 'PATH',
        multiple: true,
        summary: (t) => t('a file to send; may be repeated'),
      },
      card: {
        type: 'string',
        value: 'code|error',
        summary: (t) =>
          t(
            'a card with lines of a file; the text of an error is what is wrong; patches are made in the editor',
          ),
      },
      path: {
        type: 'string',
        value: 'PATH',
        summary: (t) => t('of a card: the file, in the current folder'),
      },
      line: { type: 'string', value: 'N', summary: (t) => t('of a card: its first line') },
      'end-line': {
        type: 'string',
        value: 'N',
        summary: (t) => t('of a card: its last line; the same one by default'),
      },
      content: {
        type: 'string',
        value: 'PATH|-',
        summary: (t) =>
          t('of a card: where to take the lines from, instead of the file itself; - for the input'),
      },
      source: {
        type: 'string',
        value: 'NAME',
        summary: (t) => t('of an error: the tool that reports it, such as pytest'),
      },
      wait: {
        type: 'string',
        value: 'hub|received',
        summary: (t) => t('how far it has to get; hub by default'),
      },
      timeout: {
        type: 'string',
        value: 'SECONDS',
        summary: (t) => t('how long to wait without progress; 30 by default'),
      },
      encoding: labEncoding,
      person,
      data,
    },
  },
  rooms: {
    summary: (t) => t('List the saved rooms'),
    usage: '',
    options: { json, data },
  },
  export: {
    summary: (t) => t('Write a saved chat as a document'),
    usage: 'ROOM',
    options: {
      format: {
        type: 'string',
        value: 'FORMAT',
        summary: (t) =>
          t('html, markdown or json; by default as the file is called, else markdown'),
      },
      output: {
        type: 'string',
        value: 'FILE',
        short: 'o',
        summary: (t) => t('the file to write; standard output by default'),
      },
      force: { type: 'boolean', summary: (t) => t('replace the file if it exists') },
      data,
    },
  },
  discover: {
    summary: (t) => t('List the rooms that are shown on this network'),
    usage: '',
    options: { json, data },
  },
  doctor: {
    summary: (t) => t('Check this computer’s network, and the way to a room'),
    usage: '[INVITE]',
    options: { json },
  },
  wide: {
    summary: (t) => t('Run a server for wide rooms, or write the files of one'),
    usage: 'up|status|down|config',
    options: {
      nodes: {
        type: 'string',
        value: 'N|HOST:PORT,…',
        summary: (t) =>
          t('up: 1 (default) or 3, on this computer; config: where clients reach each node'),
      },
      server: {
        type: 'string',
        value: 'PATH',
        summary: (t) => t('up: the nats-server to run; by default the installed one'),
      },
      listen: {
        type: 'string',
        value: 'ADDRESS',
        summary: (t) =>
          t('up: this computer’s address for others; by default only this computer can connect'),
      },
      port: {
        type: 'string',
        value: 'PORT',
        summary: (t) =>
          t('up: the first port for clients; by default a free one, 4222 if possible'),
      },
      name: {
        type: 'string',
        value: 'NAME',
        summary: (t) => t('up, config: what people call the server'),
      },
      data: {
        type: 'string',
        value: 'FOLDER',
        summary: (t) => t('up, status, down: where the server keeps its keys and rooms'),
      },
      out: {
        type: 'string',
        value: 'FOLDER',
        summary: (t) => t('config: where to write the files'),
      },
      json,
    },
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

/** What the user typed after a command's name; its values have the types of its options. */
export interface ParsedArgs<Name extends CommandName> {
  readonly values: ReturnType<
    typeof parseArgs<{ options: (typeof commands)[Name]['options'] }>
  >['values'];
  readonly positionals: readonly string[];
}

/** The command with this name; undefined if there is none. */
export function commandNamed(name: string): CommandName | undefined {
  return Object.hasOwn(commands, name) ? (name as CommandName) : undefined;
}
