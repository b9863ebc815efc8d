import type * as vscode from 'vscode';
import type { Endpoint } from '../../net/transport';
import { formatEndpoint } from '../../room/endpoint';
import { DisposableStore } from '../../util/disposable';
import { createQuickPick, type PickItem, pickButton } from '../window/quick-pick';
import { targetProblemWords } from '../words/input-words';
import { linkName, linkPlaces } from '../words/link-words';
import type { Translate } from '../words/translate';
import { type JoinTarget, parseTarget } from './join-target';
import type { RecentStore } from './recent-store';

type PlacesOf = (pin: string) => readonly Endpoint[];

interface RoomItem extends PickItem {
  /** Absent while what is typed is neither an invite nor an address yet. */
  readonly target?: JoinTarget;
}

/**
 * Asks for a room to join: an invite, an address, or a room joined before.
 * @param value what stands in the box at first
 * @param placesOf where the host of the room with this pin was before
 * @returns undefined when the person cancelled
 */
export function askJoin(
  recent: RecentStore,
  value: string,
  placesOf: PlacesOf,
  t: Translate,
): Promise<JoinTarget | undefined> {
  const pick = createQuickPick<RoomItem>();
  const forget = pickButton('close', t('Remove from the list'));
  const fill = () => {
    // New objects each time: an item that is not among the present ones was chosen for an older text.
    pick.items = roomItems(pick.value, recent.rooms, placesOf, forget, t);
  };
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const settle = (target: JoinTarget | undefined) => {
      resolve(target);
      store.dispose();
    };
    store.add(pick);
    store.add(pick.onDidChangeValue(fill));
    store.add(
      pick.onDidTriggerItemButton(async ({ item }) => {
        if (item.target?.type === 'lab') await recent.remove(item.target.endpoint);
        fill();
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const [active] = pick.activeItems;
        const typed = parseTarget(pick.value);
        if (active && pick.items.includes(active)) {
          if (active.target) settle(active.target);
        } else if (typed.ok) settle(typed.target);
      }),
    );
    store.add(pick.onDidHide(() => settle(undefined)));
    pick.title = t('Join Room');
    pick.placeholder = t('Paste an invite, or type an address like 192.168.1.5:9000');
    pick.ignoreFocusOut = true;
    pick.value = value;
    fill();
    pick.show();
  });
}

function roomItems(
  typed: string,
  recent: readonly Endpoint[],
  placesOf: PlacesOf,
  forget: vscode.QuickInputButton,
  t: Translate,
): RoomItem[] {
  const known = recent.map(
    (endpoint): RoomItem => ({
      label: formatEndpoint(endpoint),
      description: t('joined before'),
      buttons: [forget],
      target: { type: 'lab', endpoint },
    }),
  );
  const entered = parseTarget(typed);
  if (entered.ok) {
    const { target } = entered;
    const item = targetItem(target, typed, placesOf, t);
    if (target.type === 'invite') return [item];
    // The editor sorts the shortest match first: the bare text comes before what merely begins like it.
    const text = formatEndpoint(target.endpoint);
    return [item, ...known.filter(({ label }) => label !== text)];
  }
  // Nothing typed: the list itself says what to do, unless it is empty.
  if (entered.problem === 'empty' && known.length > 0) return known;
  return [
    ...known,
    { icon: 'info', label: targetProblemWords(entered.problem, t), alwaysShow: true },
  ];
}

function targetItem(target: JoinTarget, typed: string, placesOf: PlacesOf, t: Translate): RoomItem {
  return target.type === 'invite'
    ? {
        icon: 'sign-in',
        label: t('Join “{0}”', linkName(target.invite.name)),
        detail: linkPlaces(target.invite, placesOf(target.invite.pin)),
        target,
        alwaysShow: true,
      }
    : { label: typed.trim(), description: t('Join this room'), target, alwaysShow: true };
}
