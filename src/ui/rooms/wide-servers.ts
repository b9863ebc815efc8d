import type { WideServerAccess } from '../../protocol/wide';
import type { ParsedServer } from '../../protocol/wide-server-file';
import { loadServer } from '../../store/server-files';
import { linkName } from '../../strings/inline-text';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { serverProblemText } from '../../strings/wide-server-text';
import { nodesText } from '../../strings/wide-text';
import type { Settings } from '../settings';
import type { StepItem } from '../window/step-input';

/** An entry of the setting `deskmate.wide.servers`, and what it leads to. */
export interface ListedServer {
  /** A path or a link. */
  readonly entry: string;
  readonly loaded: ParsedServer;
}

/** What the user can choose when asked for a server. */
export type ServerChoice =
  | { readonly type: 'server'; readonly server: WideServerAccess }
  | { readonly type: 'choose-file' | 'paste-link' | 'settings' | 'help' };

/** The servers on which the user opens wide rooms. */
export class WideServers {
  constructor(
    private readonly settings: Pick<Settings, 'wideServers' | 'addWideServer'>,
    private readonly load: typeof loadServer = loadServer,
  ) {}

  /** Reads all of them anew: an administrator may have changed a file. */
  list(): Promise<readonly ListedServer[]> {
    return Promise.all(
      this.settings.wideServers.map(async (entry) => ({ entry, loaded: await this.load(entry) })),
    );
  }

  /** Reads a path or link, and remembers it if it leads to a server. */
  async add(entry: string): Promise<ParsedServer> {
    const loaded = await this.load(entry);
    if (loaded.ok) await this.settings.addWideServer(entry);
    return loaded;
  }
}

/** The server to use without asking: the only one, if nothing is wrong with it. */
export function onlyServer(listed: readonly ListedServer[]): WideServerAccess | undefined {
  const [first] = listed;
  return listed.length === 1 && first?.loaded.ok ? first.loaded.server : undefined;
}

/**
 * The server that a program means.
 * @param name undefined for the only one
 * @throws {CodedError} `bad-argument` if there is none, or more than one
 */
export function serverFor(
  name: string | undefined,
  listed: readonly ListedServer[],
  t: Translate,
): WideServerAccess {
  const servers = listed.flatMap(({ loaded }) => (loaded.ok ? loaded.server : []));
  const found = servers.filter((server) => name === undefined || server.name === name);
  const [server] = found;
  if (server && found.length === 1) return server;
  throw new CodedError(
    'bad-argument',
    t('Name one of the servers in the setting deskmate.wide.servers as “server”.'),
  );
}

/** The items of the list to choose a server from. */
export function serverItems(
  listed: readonly ListedServer[],
  t: Translate,
): readonly StepItem<ServerChoice>[] {
  const servers = listed.map(({ entry, loaded }): StepItem<ServerChoice> => {
    if (!loaded.ok) {
      const detail = serverProblemText(loaded.problem, t);
      return { icon: 'warning', label: shownEntry(entry), detail, value: { type: 'settings' } };
    }
    const { server } = loaded;
    const value = { type: 'server', server } as const;
    return { icon: 'globe', label: linkName(server.name), detail: nodesText(server), value };
  });
  return [
    ...servers,
    {
      icon: 'folder-opened',
      label: t('Choose Server File…'),
      detail: t('The file that you got from whoever runs the server'),
      value: { type: 'choose-file' },
    },
    {
      icon: 'link',
      label: t('Paste Link to Server…'),
      detail: t('The link that your university or course gives out'),
      value: { type: 'paste-link' },
    },
    {
      icon: 'question',
      label: t('How to Run a Server'),
      detail: t('For administrators, or to try it on this computer'),
      value: { type: 'help' },
    },
  ];
}

/** A link has the server's keys, so it isn't shown. */
function shownEntry(entry: string): string {
  const [start = ''] = entry.split('?', 1);
  return linkName(start === entry ? entry : `${start}…`);
}
