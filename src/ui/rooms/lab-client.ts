import type { Endpoint } from '../../protocol/endpoint';

/** A minimal client in one language; its files are in media/lab-clients. */
export interface LabClient {
  /** The language's name. */
  readonly label: string;
  /** The name to save it under. */
  readonly fileName: string;
  /** Runs it in a terminal, in the folder where it is saved. The first line of each template says the same. */
  readonly runCommand: string;
  /** The same on Windows; absent if there is no difference. */
  readonly windowsCommand?: string;
  /** The template that speaks the course lab's protocol. */
  readonly template: string;
}

/** The clients, by the editor's id of their language. */
export const labClients = {
  python: {
    label: 'Python',
    fileName: 'client.py',
    runCommand: 'python3 client.py',
    windowsCommand: 'py client.py',
    template: 'tcp.py',
  },
  c: {
    label: 'C',
    fileName: 'client.c',
    runCommand: 'cc client.c -o client && ./client',
    template: 'tcp.c',
  },
  java: {
    label: 'Java',
    fileName: 'Client.java',
    runCommand: 'java Client.java',
    template: 'tcp.java',
  },
  go: {
    label: 'Go',
    fileName: 'client.go',
    runCommand: 'go run client.go',
    template: 'tcp.go',
  },
} as const satisfies Readonly<Record<string, LabClient>>;

export type LabClientLanguage = keyof typeof labClients;

export const labClientLanguages = Object.keys(labClients) as readonly LabClientLanguage[];

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
