import * as vscode from 'vscode';
import type { MessageEntry } from '../../../room/log/log-entry';
import { linkName } from '../../../strings/names';
import { CodedError } from '../../../strings/problem';
import type { Translate } from '../../../strings/translate';
import { DisposableStore } from '../../../util/disposable';
import { inSlices } from '../../../util/slices';
import type { CommandHandlers } from '../../commands';
import { quoteWords } from '../../messages/panel-message';
import { createQuickPick, type PickItem } from '../../window/quick-pick';
import { type OpenPlaceParts, openPlace } from '../open-place';
import { KeptChats, type KeptChatsParts } from './kept-chats';
import { drawnMessage, isEmpty, parseQuery, type SearchQuery, snippet } from './message-search';
import { type FoundInRoom, maxFound, type SearchProgress, searchSteps } from './search-steps';

export interface SearchCommandParts extends OpenPlaceParts {
  readonly history: OpenPlaceParts['history'] & KeptChatsParts['history'];
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
export function searchCommands(parts: SearchCommandParts) {
  return {
    'deskmate.searchHistory': (text) =>
      text === undefined ? searchWithPrompt(parts) : search(text, parts),
  } satisfies Partial<CommandHandlers>;
}

/** Searches for a program. @throws {CodedError} `bad-argument` */
async function search(text: unknown, parts: SearchCommandParts): Promise<readonly FoundMessage[]> {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', parts.t('Search History takes the text as a string.'));
  }
  const steps = searchSteps(new KeptChats(parts), parseQuery(text), () => {});
  const { found } = (await inSlices(steps)) ?? { found: [] };
  return found.flatMap(({ chat, messages }) =>
    messages.map(({ id, authorName, text: said, time }) => ({
      ...{ room: chat.summary.id, message: id, name: authorName, text: said },
      time,
    })),
  );
}

/** How long to wait for more typing before a search starts, in ms. */
const typingMs = 200;

interface FoundItem extends PickItem {
  /** Absent on a line that only says something. */
  readonly place?: { readonly room: string; readonly message: string };
}

/** Searches while the person types. A new key stops the search before it. */
export async function searchWithPrompt(parts: SearchCommandParts): Promise<void> {
  const { t } = parts;
  const chats = new KeptChats(parts);
  const pick = createQuickPick<FoundItem>();
  const words = new FoundWords(parts.language, t);
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
      const result = await inSlices(searchSteps(chats, query, report), signal);
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
  if (chosen) await openPlace(chosen.room, chosen.message, parts);
}

/** The results as items of the editor's list. */
class FoundWords {
  private readonly when: Intl.DateTimeFormat;

  constructor(
    private readonly language: string,
    private readonly t: Translate,
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
    const { found, full, rooms, searched } = progress;
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

  private room({ chat, messages, more }: FoundInRoom, query: SearchQuery): FoundItem[] {
    const { t } = this;
    const { id, name } = chat.summary;
    const label = more ? t('{0}, the newest {1}', linkName(name), messages.length) : linkName(name);
    return [
      { label, kind: vscode.QuickPickItemKind.Separator },
      ...messages.map((message) => this.message(id, name, message, query)),
    ];
  }

  private message(
    room: string,
    roomName: string,
    message: MessageEntry,
    query: SearchQuery,
  ): FoundItem {
    const { id, authorName, card, time } = message;
    return {
      label: snippet(drawnMessage(message), query) || quoteWords(message, this.t),
      icon: card ? 'file-code' : 'comment',
      // A line of its own: a long message leaves no space beside it.
      detail: `${authorName} · ${linkName(roomName)} · ${this.when.format(time)}`,
      alwaysShow: true,
      place: { room, message: id },
    };
  }
}
