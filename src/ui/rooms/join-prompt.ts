import * as vscode from 'vscode';
import type { Endpoint } from '../../protocol/endpoint';
import { type Invite, parseInvite } from '../../protocol/invite';
import { type JoinTarget, parseTarget } from '../../protocol/join-target';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { inviteAddresses } from '../../strings/addresses';
import { linkName } from '../../strings/inline-text';
import { targetProblemText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { DisposableStore } from '../../util/disposable';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import { createQuickPick, type PickItem, pickButton } from '../window/quick-pick';
import type { RecentRoomStore } from './room-store';

/** How long the list waits for the clipboard, in ms: a browser may ask the user for permission. */
const clipboardMs = 500;

type EndpointLookup = (pin: string) => readonly Endpoint[];

interface RoomItem extends PickItem {
  /** Absent if the item is only a hint. */
  readonly target?: JoinTarget;
}

export interface JoinQuestion {
  readonly recent: RecentRoomStore;
  /** The initial text of the box. */
  readonly typed: string;
  /** The invite on the clipboard, which the list offers first as soon as it is read; undefined if there is none. */
  readonly copied: Promise<Invite | undefined>;
  /** Returns the previous endpoints of the host with this pin. */
  readonly placesOf: EndpointLookup;
  /** Keeps the list open once a room is chosen. */
  readonly answered: KeyboardHandoff;
  readonly clock: Clock;
  readonly t: Translate;
}

/**
 * Asks for a room to join: an invite, an address, or a room joined before.
 * @returns undefined if the user cancelled
 */
export async function askJoin(question: JoinQuestion): Promise<JoinTarget | undefined> {
  const { recent, answered, t } = question;
  await settledOrLate(question.copied, question.clock);
  const pick = createQuickPick<RoomItem>();
  const forget = pickButton('close', t('Remove from the list'));
  let offered: Invite | undefined;
  const fill = () => {
    // Create new objects each time, so that `onDidAccept` can tell an item of an older text from a current one.
    pick.items = roomItems(pick.value, question, offered, forget);
  };
  return new Promise((resolve) => {
    const store = new DisposableStore();
    let isOpen = true;
    void question.copied.then((invite) => {
      offered = invite;
      if (invite && isOpen) fill();
    });
    const settle = (target: JoinTarget | undefined) => {
      isOpen = false;
      resolve(target);
      store.dispose();
      if (target) answered.begin(pick);
      else pick.dispose();
    };
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
    pick.value = question.typed;
    fill();
    pick.show();
  });
}

function roomItems(
  typed: string,
  { recent, placesOf, t }: JoinQuestion,
  offered: Invite | undefined,
  forget: vscode.QuickInputButton,
): RoomItem[] {
  const known = recent.rooms.map(
    (endpoint): RoomItem => ({
      label: formatLabEndpoint(endpoint),
      description: t('joined before'),
      buttons: [forget],
      target: { type: 'lab', endpoint },
    }),
  );
  const entered = parseTarget(typed);
  if (entered.ok) {
    const { target } = entered;
    if (target.type === 'invite') return [inviteItem(target.invite, placesOf, t)];
    const label = formatLabEndpoint(target.endpoint);
    const item = { label, description: t('Join this room'), target, alwaysShow: true };
    // The editor sorts the shortest match first, so an exact match comes before rooms that only start with it.
    const isAsShown = label === typed.trim();
    return isAsShown ? [item, ...known.filter((each) => each.label !== label)] : [item];
  }
  if (entered.problem !== 'empty') {
    return [
      ...known,
      { icon: 'info', label: targetProblemText(entered.problem, t), alwaysShow: true },
    ];
  }
  const copied = offered
    ? [{ ...inviteItem(offered, placesOf, t), description: t('from the clipboard') }]
    : [];
  const all = [...copied, ...known];
  // With no text, the rooms speak for themselves; show the hint only if there are none.
  return all.length > 0 ? all : [{ icon: 'info', label: targetProblemText('empty', t) }];
}

function inviteItem(invite: Invite, placesOf: EndpointLookup, t: Translate): RoomItem {
  return {
    icon: 'sign-in',
    label: t('Join “{0}”', linkName(invite.name)),
    detail: inviteAddresses(invite, placesOf(invite.pin)),
    target: { type: 'invite', invite },
    alwaysShow: true,
  };
}

/** Reads the invite on the clipboard; undefined if there is none, or the clipboard can't be read. */
export async function copiedInvite(): Promise<Invite | undefined> {
  const text = await vscode.env.clipboard.readText().then(
    (copied) => copied,
    () => '',
  );
  const parsed = parseInvite(text);
  return parsed.ok ? parsed.invite : undefined;
}

/** Resolves when `done` has settled, or after `clipboardMs`. */
function settledOrLate(done: Promise<unknown>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const late = clock.after(clipboardMs, resolve);
    void done.finally(() => {
      late.dispose();
      resolve();
    });
  });
}
