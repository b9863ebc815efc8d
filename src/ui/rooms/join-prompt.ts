import * as vscode from 'vscode';
import type { NearbyRoom } from '../../protocol/announcement';
import { type Invite, parseInvite } from '../../protocol/invite';
import { type JoinTarget, parseTarget } from '../../protocol/join-target';
import { withNearbyAddresses } from '../../room/nearby-addresses';
import { targetProblemText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { Event } from '../../util/event';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import { createQuickPick, pickButton } from '../window/quick-pick';
import {
  type CodeJoinTarget,
  type EndpointLookup,
  inviteItem,
  joinItems,
  type NearbyTarget,
  type RoomItem,
} from './join-items';
import { askToJoinText, nearbyInviteText, roomCodeText } from './nearby-text';
import type { RecentRoomStore } from './room-store';

/** How long the list waits for the clipboard, in ms: a browser may ask the user for permission. */
const clipboardMs = 500;

/** How long it takes to find the rooms on a network, in ms; the list shows later ones as well. */
const lookingMs = 5000;

/** The rooms that are found on the network while a list is open. */
export interface NearbyRooms extends Disposable {
  readonly rooms: readonly NearbyRoom[];
  readonly onDidChange: Event<void>;
}

/** The user asks the host of a room nearby to let them in. */
export interface KnockTarget {
  readonly type: 'knock';
  readonly room: NearbyRoom;
}

interface Question {
  readonly recent: RecentRoomStore;
  /** The invite on the clipboard, which the list offers first as soon as it is read; undefined if there is none. */
  readonly copied: Promise<Invite | undefined>;
  /** Returns the previous endpoints of the host with this pin. */
  readonly endpointsOf: EndpointLookup;
  /** Keeps the list open once a room is chosen. */
  readonly answered: KeyboardHandoff;
  readonly clock: Clock;
  readonly t: Translate;
}

export interface JoinQuestion extends Question {
  /** The initial text of the box. */
  readonly typed: string;
  readonly nearby: NearbyRooms;
  /** The id of the room that this window announces itself. */
  readonly own: string | undefined;
}

/**
 * Asks for a room to join: an invite, an address, a room joined before, or one found on the network.
 * @returns undefined if the user cancelled
 */
export async function askJoin(
  question: JoinQuestion,
): Promise<JoinTarget | NearbyTarget | CodeJoinTarget | undefined> {
  const { clock, nearby, recent, t } = question;
  const forget = pickButton('close', t('Remove from the list'));
  let looked = false;
  const list = new RoomList<JoinTarget | NearbyTarget | CodeJoinTarget>(
    question,
    (typed, offered) =>
      joinItems(typed, {
        ...{ rooms: nearby.rooms, recent: recent.rooms, offered, forget, looked },
        ...{ own: question.own, endpointsOf: question.endpointsOf, t },
      }),
  );
  const { pick } = list;
  list.store.add(nearby.onDidChange(() => list.fill()));
  list.store.add(
    clock.after(lookingMs, () => {
      looked = true;
      pick.busy = false;
      list.fill();
    }),
  );
  list.store.add(
    pick.onDidTriggerItemButton(async ({ item }) => {
      if (item.target?.type === 'lab') await recent.remove(item.target.endpoint);
      list.fill();
    }),
  );
  pick.busy = true;
  pick.placeholder = t('Paste an invite, or type an address like 192.168.1.5:9000');
  pick.value = question.typed;
  const answer = await list.ask((typed) => {
    const parsed = parseTarget(typed);
    return parsed.ok ? parsed.target : undefined;
  });
  return answer.target;
}

export type InviteAnswer =
  | { readonly outcome: 'back' }
  | {
      readonly outcome: 'done';
      readonly target: JoinTarget | KnockTarget | CodeJoinTarget | undefined;
    };

/** Offers to enter the code of a room nearby or to ask to join it, and asks for its invite; without a target if the user cancelled. */
export async function askInvite(
  question: Question & { readonly room: NearbyRoom },
): Promise<InviteAnswer> {
  const { endpointsOf, room, t } = question;
  const words = nearbyInviteText(room, t);
  const item = (invite: Invite) => inviteItem(withNearbyAddresses(invite, room), endpointsOf, t);
  const withoutInvite = [...codeItem(room, t), ...knockItem(room, t)];
  const list = new RoomList<JoinTarget | KnockTarget | CodeJoinTarget>(
    question,
    (typed, offered) => {
      const parsed = parseInvite(typed);
      if (parsed.ok) return [item(parsed.invite)];
      if (typed.trim() !== '') {
        const problem = parseTarget(typed);
        const isLink = !problem.ok && problem.problem.endsWith('-link');
        const hint = isLink ? targetProblemText(problem.problem, t) : t('This isn’t an invite.');
        return [{ icon: 'info', label: hint, detail: words.label, alwaysShow: true }];
      }
      const copied = offered && { ...item(offered), description: t('from the clipboard') };
      // The invite comes last: it may be for another room, and it appears when the user may be about to click.
      return [
        ...withoutInvite,
        ...(copied ? [copied] : []),
        { icon: 'info', ...words, alwaysShow: true },
      ];
    },
  );
  list.pick.placeholder = t('Paste the invite');
  list.pick.buttons = [vscode.QuickInputButtons.Back];
  const answer = await list.ask((typed) => {
    const parsed = parseInvite(typed);
    if (!parsed.ok) return undefined;
    return { type: 'invite', invite: withNearbyAddresses(parsed.invite, room) };
  });
  return answer.isBack ? { outcome: 'back' } : { outcome: 'done', target: answer.target };
}

/** A list of rooms, whose items depend on the typed text and change while it is open. */
class RoomList<T> {
  readonly store = new DisposableStore();
  readonly pick = createQuickPick<RoomItem<T>>();
  private offered: Invite | undefined;
  private isOpen = true;

  constructor(
    private readonly question: Question,
    private readonly items: (typed: string, offered: Invite | undefined) => readonly RoomItem<T>[],
  ) {}

  /** Shows the current items. The active one stays active, because the user may be about to choose it. */
  fill(): void {
    if (!this.isOpen) return;
    const { pick } = this;
    const [active] = pick.activeItems;
    const known = active && keyOf(active);
    this.refill();
    const again = pick.items.find((item) => keyOf(item) === known);
    if (again && again !== pick.activeItems[0]) pick.activeItems = [again];
  }

  /** Asks for a room. @param read the room that a typed text names */
  async ask(read: (typed: string) => T | undefined): Promise<{ target?: T; isBack?: true }> {
    const { pick, question, store } = this;
    const { answered, copied, clock, t } = question;
    await settledOrLate(copied, clock);
    return new Promise((resolve) => {
      const settle = (answer: { target?: T; isBack?: true }) => {
        this.isOpen = false;
        resolve(answer);
        store.dispose();
        if (answer.target !== undefined) answered.begin(pick);
        else pick.dispose();
      };
      void copied.then((invite) => {
        this.offered = invite;
        if (invite) this.fill();
      });
      store.add(pick.onDidChangeValue(() => this.refill()));
      store.add(
        pick.onDidAccept(() => {
          const [active] = pick.activeItems;
          if (active && pick.items.includes(active)) {
            if (active.target !== undefined) settle({ target: active.target });
            return;
          }
          const target = read(pick.value);
          if (target !== undefined) settle({ target });
        }),
      );
      store.add(
        pick.onDidTriggerButton((button) => {
          if (button === vscode.QuickInputButtons.Back) settle({ isBack: true });
        }),
      );
      store.add(pick.onDidHide(() => settle({})));
      pick.title = t('Join Room');
      pick.ignoreFocusOut = true;
      this.refill();
      pick.show();
      // This list has replaced the one before it.
      answered.close();
    });
  }

  /** Creates new objects each time, so that `onDidAccept` can tell an item of an older text from a current one. */
  private refill(): void {
    this.pick.items = this.items(this.pick.value, this.offered);
  }
}

/** What an item stands for, whatever object it is. */
function keyOf({ key, label, target, detail }: RoomItem<unknown>): string {
  return key ?? JSON.stringify(target === undefined ? label : [label, detail]);
}

/** Asks the host of a room nearby, if it takes requests. */
function knockItem(room: NearbyRoom, t: Translate): readonly RoomItem<KnockTarget>[] {
  const words = askToJoinText(room, t);
  return words ? [{ icon: 'bell', ...words, target: { type: 'knock', room } }] : [];
}

/** Enters the code of a room nearby, if it has one. */
function codeItem(room: NearbyRoom, t: Translate): readonly RoomItem<CodeJoinTarget>[] {
  const words = roomCodeText(room, t);
  return words ? [{ icon: 'key', ...words, target: { type: 'room-code', room } }] : [];
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
