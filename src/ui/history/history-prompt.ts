import type { RoomSummary } from '../../room/log/journal';
import { historyWords } from '../../strings/history-words';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import { createQuickPick, type PickItem, pickButton } from '../window/quick-pick';

/** What a person wants with a kept room. */
export interface HistoryChoice {
  readonly room: RoomSummary;
  readonly want: 'read' | 'return' | 'export';
}

export interface HistoryPrompt {
  /** Asked again after one was erased. */
  rooms(): readonly RoomSummary[];
  erase(room: RoomSummary): void;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

interface RoomItem extends PickItem {
  /** Absent in the line that says that there is none. */
  readonly room?: RoomSummary;
}

/** Asks which kept room to read, to export, or to go back into; undefined when the person cancelled. */
export function askHistory(prompt: HistoryPrompt): Promise<HistoryChoice | undefined> {
  const { rooms, erase, t } = prompt;
  const pick = createQuickPick<RoomItem>();
  const buttons = {
    back: pickButton('debug-restart', t('Join Again')),
    open: pickButton('broadcast', t('Host Again')),
    export: pickButton('export', t('Export Chat')),
    erase: pickButton('trash', t('Delete')),
  };
  const fill = () => {
    const items = rooms().map((room): RoomItem => {
      const back = room.role === 'host' ? buttons.open : buttons.back;
      return {
        ...historyWords(room, prompt.language, t),
        buttons: [...(room.over ? [] : [back]), buttons.export, buttons.erase],
        room,
      };
    });
    pick.items = items.length > 0 ? items : [{ label: t('No saved rooms') }];
  };
  return new Promise((resolve) => {
    const store = new DisposableStore();
    const settle = (choice: HistoryChoice | undefined) => {
      resolve(choice);
      store.dispose();
    };
    store.add(pick);
    store.add(
      pick.onDidTriggerItemButton(({ item: { room }, button }) => {
        if (!room) return;
        if (button === buttons.erase) {
          erase(room);
          fill();
        } else settle({ room, want: button === buttons.export ? 'export' : 'return' });
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const room = pick.activeItems[0]?.room;
        if (room) settle({ room, want: 'read' });
      }),
    );
    store.add(pick.onDidHide(() => settle(undefined)));
    pick.title = t('Open History');
    pick.placeholder = t('Which room do you want to open?');
    pick.matchOnDescription = true;
    fill();
    pick.show();
  });
}
