import type { Endpoint } from '../../protocol/endpoint';
import { type RoomKind, wireTraitsOf } from '../../protocol/room-kinds';

/** A minimal client in one language. */
export interface LabClient {
  /** The language's name. */
  readonly label: string;
  /** The name to save it under. */
  readonly fileName: string;
  /** Runs it in a terminal, in the folder where it is saved. The first line of each template says the same. */
  readonly runCommand: string;
  /** The command on Windows; absent if there is no difference. */
  readonly windowsCommand?: string;
  /** Ends the names of its templates in media/lab-clients, one for each transport. */
  readonly extension: string;
}

/** The clients, by the editor's id of their language. */
export const labClients = {
  python: {
    label: 'Python',
    fileName: 'client.py',
    runCommand: 'python3 client.py',
    windowsCommand: 'py client.py',
    extension: 'py',
  },
  c: {
    label: 'C',
    fileName: 'client.c',
    runCommand: 'cc client.c -o client && ./client',
    extension: 'c',
  },
  java: {
    label: 'Java',
    fileName: 'Client.java',
    runCommand: 'java Client.java',
    extension: 'java',
  },
  go: {
    label: 'Go',
    fileName: 'client.go',
    runCommand: 'go run client.go',
    extension: 'go',
  },
} as const satisfies Readonly<Record<string, LabClient>>;

export type LabClientLanguage = keyof typeof labClients;

export const labClientLanguages = Object.keys(labClients) as readonly LabClientLanguage[];

/** What a client sends over, with the name that people know it by. */
export const transports = { tcp: 'TCP', udp: 'UDP' } as const;

export type Transport = keyof typeof transports;

export const transportNames = Object.keys(transports) as readonly Transport[];

/** What the members of a room of this kind send over. */
export function transportOf(kind: RoomKind): Transport {
  return wireTraitsOf(kind).isDatagram ? 'udp' : 'tcp';
}

/** The name of a template in media/lab-clients. */
export function templateName(language: LabClientLanguage, transport: Transport): string {
  return `${transport}.${labClients[language].extension}`;
}

/** The address in the templates, which are programs as they are. */
export const templateEndpoint: Endpoint = { host: '127.0.0.1', port: 9000 };

/** Puts a room's address into a template, in the two lines that are marked for it. */
export function withAddress(template: string, { host, port }: Endpoint): string {
  return template
    .replace(/^.*the room's address$/m, (line) => line.replace(templateEndpoint.host, () => host))
    .replace(/^.*the room's port$/m, (line) =>
      line.replace(String(templateEndpoint.port), String(port)),
    );
}
