import * as vscode from 'vscode';
import type { MessageEntry } from '../../../room/log/log-entry';
import { linkName } from '../../../strings/inline-text';
import { authorText } from '../../../strings/message-text';
import { CodedError } from '../../../strings/problem';
import { quoteText } from '../../../strings/quote-text';
import type { Translate } from '../../../strings/translate';
import { DisposableStore } from '../../../util/disposable';
import { runInSlices } from '../../../util/slices';
import type { CommandHandlers } from '../../commands';
import { createQuickPick } from '../../window/quick-pick';
import type { PickItem } from '../../window/shown-items';
import { drawnMessage, isEmpty, parseQuery, type SearchQuery, snippet } from './message-search';
import { type RevealMessageDeps, revealMessage } from './reveal-message';
import { linksInChat, SavedChats, type SavedChatsDeps } from './saved-chats';
import { type FoundInRoom, maxFound, type SearchProgress, searchRooms } from './search-rooms';

export interface SearchCommandDeps extends RevealMessageDeps {
  readonly history: RevealMessageDeps['history'] & SavedChatsDeps['history'];
  /** The display language as a BCP 47 tag. */
  readonly language: string;
}

/** A message that a program searched for. */
interface FoundMessage {
  readonly room: string;
  readonly message: string;
  readonly name: string;
  readonly text: string;
  /** In ms since the Unix epoch. */
  readonly time: number;
}

/** The command that searches the messages of all saved rooms. */
export function searchCommands(deps: SearchCommandDeps) {
  return {
    'deskmate.searchHistory': (text) =>
      text === undefined ? searchWithPrompt(deps) : search(text, deps),
  } satisfies Partial<CommandHandlers>;
}

/** Searches for a program. @throws {CodedError} `bad-argument` */
async function search(text: unknown, deps: SearchCommandDeps): Promise<readonly FoundMessage[]> {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', deps.t('Search History expects the text as a string.'));
  }
  const steps = searchRooms(new SavedChats(deps), parseQuery(text), () => {});
  const { found } = (await runInSlices(steps)) ?? { found: [] };
  return found.flatMap(({ chat, messages }) =>
    messages.map((message) => ({
      ...{ room: chat.summary.id, message: message.id, name: authorText(message, deps.t) },
      ...{ text: message.text, time: message.time },
    })),
  );
}

/** How long to wait for more typing before a search starts, in ms. */
const typingMs = 200;

interface FoundItem extends PickItem {
  /** Absent on a line that only says something. */
  readonly place?: { readonly room: string; readonly message: string };
}

/** Searches while the user types. A new key stops the search before it. */
export async function searchWithPrompt(deps: SearchCommandDeps): Promise<void> {
  const { t } = deps;
  const chats = new SavedChats(deps);
  const pick = createQuickPick<FoundItem>();
  const words = new FoundWords(deps.language, t);
  const chosen = await new Promise<FoundItem['place']>((resolve) => {
    const store = new DisposableStore();
    let stop = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const run = async (query: SearchQuery, signal: AbortSignal) => {
      const show = (progress: SearchProgress, isDone: boolean) => {
        pick.items = words.items(progress, query, isDone);
      };
      const report = (progress: SearchProgress) => {
        if (!signal.aborted && progress.found.length > 0) show(progress, false);
      };
      const result = await runInSlices(searchRooms(chats, query, report), signal);
      if (!result || signal.aborted) return;
      show(result, true);
      pick.busy = false;
    };
    const changed = (value: string) => {
      clearTimeout(timer);
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const query = parseQuery(value);
      pick.busy = !isEmpty(query);
      if (isEmpty(query)) pick.items = words.hints(chats.rooms.length);
      else timer = setTimeout(() => void run(query, signal), typingMs);
    };
    store.add(pick);
    store.add(pick.onDidChangeValue(changed));
    store.add(
      pick.onDidAccept(() => {
        const place = pick.activeItems[0]?.place;
        if (!place) return;
        resolve(place);
        pick.hide();
      }),
    );
    store.add(
      pick.onDidHide(() => {
        clearTimeout(timer);
        stop.abort();
        chats.clear();
        resolve(undefined);
        store.dispose();
      }),
    );
    pick.title = t('Search History');
    pick.placeholder = t('Words, from:name, file:path');
    changed('');
    pick.show();
  });
  if (chosen) await revealMessage(chosen.room, chosen.message, deps);
}

/** The results as items of the editor's list. */
class FoundWords {
  private readonly when: Intl.DateTimeFormat;

  constructor(
    readonly language: string,
    readonly t: Translate,
  ) {
    this.when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** What to say before anything is typed. */
  hints(rooms: number): FoundItem[] {
    const { language, t } = this;
    const label =
      rooms === 1
        ? t('Type to search the messages of 1 saved room')
        : t('Type to search the messages of {0} saved rooms', rooms.toLocaleString(language));
    return [{ label, alwaysShow: true }];
  }

  items(progress: SearchProgress, query: SearchQuery, isDone: boolean): FoundItem[] {
    const { t, language } = this;
    const { found, wasCut: full, rooms, searched } = progress;
    if (isDone && found.length === 0) return [{ label: t('No results'), alwaysShow: true }];
    const items = found.flatMap((room) => this.room(room, query));
    const note = full
      ? t('Only the newest {0} results are shown. Type more to narrow the search.', maxFound)
      : t(
          'Searched {0} of {1} rooms…',
          searched.toLocaleString(language),
          rooms.toLocaleString(language),
        );
    return full || !isDone ? [...items, { label: note, alwaysShow: true }] : items;
  }

  private room({ chat, messages, hasMore: more }: FoundInRoom, query: SearchQuery): FoundItem[] {
    const { t } = this;
    const { id, name } = chat.summary;
    const linksOf = linksInChat(chat, this);
    const label = more ? t('{0}, the newest {1}', linkName(name), messages.length) : linkName(name);
    return [
      { label, kind: vscode.QuickPickItemKind.Separator },
      ...messages.map((message) => ({
        ...this.message(id, name, message),
        label: snippet(drawnMessage(message, linksOf), query) || quoteText(message, t, linksOf),
      })),
    ];
  }

  private message(room: string, roomName: string, message: MessageEntry): Omit<FoundItem, 'label'> {
    const { id, card, time } = message;
    return {
      icon: card ? 'file-code' : 'comment',
      // A line of its own: a long message leaves no space beside it.
      detail: `${authorText(message, this.t)} · ${linkName(roomName)} · ${this.when.format(time)}`,
      alwaysShow: true,
      place: { room, message: id },
    };
  }
}
