import * as vscode from 'vscode';
import type { Endpoint } from '../../net/transport';
import { formatEndpoint, parseEndpoint } from '../../room/endpoint';
import { DisposableStore } from '../../util/disposable';
import { endpointProblemWords } from '../words/input-words';
import type { Translate } from '../words/translate';
import type { RecentStore } from './recent-store';

interface RoomItem extends vscode.QuickPickItem {
  /** Absent while what is typed is no address yet. */
  readonly endpoint?: Endpoint;
}

/**
 * Asks for a room to join: typed, or one joined before.
 * @param value what stands in the box at first
 * @returns undefined when the person cancelled
 */
export function askJoin(
  recent: RecentStore,
  value: string,
  t: Translate,
): Promise<Endpoint | undefined> {
  const pick = vscode.window.createQuickPick<RoomItem>();
  const forget: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('close'),
    tooltip: t('Remove from the list'),
  };
  const fill = () => {
    // New objects each time: an item that is not among the present ones was chosen for an older text.
    pick.items = roomItems(pick.value, recent.rooms, forget, t);
  };
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const settle = (endpoint: Endpoint | undefined) => {
      resolve(endpoint);
      store.dispose();
    };
    store.add(pick);
    store.add(pick.onDidChangeValue(fill));
    store.add(
      pick.onDidTriggerItemButton(async ({ item }) => {
        if (item.endpoint) await recent.remove(item.endpoint);
        fill();
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const [active] = pick.activeItems;
        const typed = parseEndpoint(pick.value);
        if (active && pick.items.includes(active)) {
          if (active.endpoint) settle(active.endpoint);
        } else if (typed.ok) settle(typed.endpoint);
      }),
    );
    store.add(pick.onDidHide(() => settle(undefined)));
    pick.title = t('Join Room');
    pick.placeholder = t('Address and port of the room, for example 192.168.1.5:9000');
    pick.ignoreFocusOut = true;
    pick.value = value;
    fill();
    pick.show();
  });
}

function roomItems(
  typed: string,
  recent: readonly Endpoint[],
  forget: vscode.QuickInputButton,
  t: Translate,
): RoomItem[] {
  const known = recent.map(
    (endpoint): RoomItem => ({
      label: formatEndpoint(endpoint),
      description: t('joined before'),
      buttons: [forget],
      endpoint,
    }),
  );
  const entered = parseEndpoint(typed);
  if (entered.ok) {
    const text = formatEndpoint(entered.endpoint);
    // The editor sorts the shortest match first: the bare text comes before what merely begins like it.
    return [
      {
        label: typed.trim(),
        description: t('Join this room'),
        endpoint: entered.endpoint,
        alwaysShow: true,
      },
      ...known.filter(({ label }) => label !== text),
    ];
  }
  // Nothing typed: the list itself says what to do, unless it is empty.
  if (entered.problem === 'empty' && known.length > 0) return known;
  return [
    ...known,
    { label: `$(info) ${endpointProblemWords(entered.problem, t)}`, alwaysShow: true },
  ];
}
