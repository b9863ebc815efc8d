import type { MessageEntry } from '../../room/log/log-entry';
import { MessageError } from '../../room/message-error';
import type { Bookmark } from '../../store/bookmark-files';
import { linkName } from '../../strings/inline-text';
import { messageErrorText } from '../../strings/input-text';
import { unknownLinks } from '../../strings/log-links';
import { authorText } from '../../strings/message-text';
import { CodedError } from '../../strings/problem';
import { quoteText } from '../../strings/quote-text';
import type { Translate } from '../../strings/translate';
import type { LinksOf } from '../../text/message-link';
import { DisposableStore } from '../../util/disposable';
import { runInSlices } from '../../util/slices';
import type { CommandHandlers } from '../commands';
import { askMessage, messageIdOf } from '../messages/message-pick';
import { showErrorMessage, showInformationMessage, showWarningMessage } from '../window/messages';
import { createQuickPick, pickButton } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';
import { type Bookmarks, bookmarkKey } from './bookmarks';
import { type RevealMessageDeps, revealMessage } from './search/reveal-message';
import { linksInChat, SavedChats, type SavedChatsDeps } from './search/saved-chats';

export interface BookmarkCommandDeps extends RevealMessageDeps {
  readonly history: RevealMessageDeps['history'] & SavedChatsDeps['history'];
  readonly bookmarks: Bookmarks;
  /** The display language as a BCP 47 tag. */
  readonly language: string;
  /** What links to messages of the shown log lead to. */
  readonly linksOf: LinksOf;
}

/** The commands for the user's own bookmarks. */
export function bookmarkCommands(deps: BookmarkCommandDeps) {
  return {
    'deskmate.bookmarkMessage': (message) => change(message, true, deps),
    'deskmate.removeBookmark': (message) => change(message, false, deps),
    'deskmate.showBookmarks': () => showBookmarks(deps),
  } satisfies Partial<CommandHandlers>;
}

/**
 * Sets or removes a bookmark.
 * @param message its id; or an object with a `messageId` from a message's menu; or undefined, which makes
 *   the command ask
 * @throws {CodedError} with a {@link MessageError}'s code, if a program passed the id
 */
async function change(message: unknown, on: boolean, deps: BookmarkCommandDeps): Promise<void> {
  const { bookmarks, t } = deps;
  try {
    const id = messageIdOf(message) ?? (await ask(on, deps));
    if (id !== undefined) bookmarks.set(id, on);
  } catch (error) {
    if (!(error instanceof MessageError)) {
      void showErrorMessage(t('Can’t save the bookmark: {0}', `${error}`));
      return;
    }
    const words =
      error.code === 'plain-text'
        ? t('Only messages of pair and group rooms can be bookmarked: lab rooms aren’t saved.')
        : messageErrorText(error.code, t);
    if (typeof message === 'string') throw new CodedError(error.code, words);
    void showWarningMessage(words);
  }
}

/** @throws {MessageError} in a lab room */
async function ask(
  on: boolean,
  { bookmarks, session, language, linksOf, t }: BookmarkCommandDeps,
): Promise<string | undefined> {
  if (session.entries.length > 0 && !bookmarks.isPossible) throw new MessageError('plain-text');
  const messages = session.entries.filter(
    (entry): entry is MessageEntry =>
      entry.kind === 'message' &&
      !entry.deleted &&
      entry.seq !== undefined &&
      bookmarks.has(entry) !== on,
  );
  if (messages.length === 0) {
    void showInformationMessage(t('There’s no message to choose here.'));
    return undefined;
  }
  return askMessage(messages.toReversed(), {
    title: on ? t('Bookmark Message') : t('Remove Bookmark'),
    placeholder: t('Bookmark which message?'),
    language,
    linksOf,
    t,
  });
}

/** A bookmark, and its message as far as it is still there. */
interface FoundBookmark {
  readonly room: string;
  readonly roomName: string;
  readonly bookmark: Bookmark;
  readonly message: MessageEntry | undefined;
  /** What links in it lead to. */
  readonly linksOf: LinksOf;
}

interface BookmarkItem extends PickItem {
  /** Absent on the line that says that there are none. */
  readonly found?: FoundBookmark;
}

async function showBookmarks(deps: BookmarkCommandDeps): Promise<void> {
  const { bookmarks, language, t } = deps;
  const pick = createQuickPick<BookmarkItem>();
  const remove = pickButton('trash', t('Remove Bookmark'));
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const chosen = await new Promise<FoundBookmark | undefined>((resolve) => {
    const store = new DisposableStore();
    const stop = new AbortController();
    let found: readonly FoundBookmark[] = [];
    const fill = () => {
      const items = found.map((one) => bookmarkItem(one, when, t));
      pick.items =
        items.length > 0
          ? items.map((item) => ({ ...item, buttons: [remove] }))
          : [{ label: t('No bookmarks yet. Add one from a message’s menu.'), alwaysShow: true }];
    };
    store.add(pick);
    store.add(
      pick.onDidTriggerItemButton(({ item: { found: one } }) => {
        if (!one) return;
        try {
          bookmarks.remove(one.room, one.bookmark);
        } catch (error) {
          void showErrorMessage(t('Can’t save the bookmark: {0}', `${error}`));
          return;
        }
        found = found.filter((other) => other !== one);
        fill();
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const one = pick.activeItems[0]?.found;
        if (!one?.message) return;
        resolve(one);
        pick.hide();
      }),
    );
    store.add(
      pick.onDidHide(() => {
        stop.abort();
        resolve(undefined);
        store.dispose();
      }),
    );
    pick.title = t('Show Bookmarks');
    pick.placeholder = t('Go to which message?');
    pick.matchOnDescription = true;
    pick.busy = true;
    pick.show();
    void runInSlices(findBookmarks(deps), stop.signal).then((all) => {
      if (!all) return;
      found = all;
      pick.busy = false;
      fill();
    });
  });
  if (chosen?.message) await revealMessage(chosen.room, chosen.message.id, deps);
}

function bookmarkItem(found: FoundBookmark, when: Intl.DateTimeFormat, t: Translate): BookmarkItem {
  const { roomName, bookmark, message, linksOf } = found;
  if (!message) {
    return {
      label: t('This message is no longer saved'),
      icon: 'circle-slash',
      description: `${roomName} · ${when.format(bookmark.added)}`,
      found,
    };
  }
  return {
    label: quoteText(message, t, linksOf),
    icon: 'bookmark',
    description: `${authorText(message, t)} · ${roomName} · ${when.format(message.time)}`,
    found,
  };
}

/** Looks up the messages of all bookmarks, the newest bookmark first, in the rooms that are still saved. */
function* findBookmarks({
  bookmarks,
  history,
  session,
  language,
  t,
}: BookmarkCommandDeps): Generator<void, readonly FoundBookmark[], undefined> {
  const chats = new SavedChats({ history, session });
  const found: FoundBookmark[] = [];
  const marked = new Set(bookmarks.rooms);
  for (const summary of history.rooms) {
    if (!marked.delete(summary.id)) continue;
    const chat = yield* chats.read(summary);
    const byKey = new Map<string, MessageEntry>();
    for (const { entry } of chat?.messages ?? []) {
      const { seq } = entry;
      if (seq === undefined || !chat) continue;
      byKey.set(bookmarkKey({ ...chat.epochAt(seq), seq }), entry);
      yield;
    }
    const linksOf = chat ? linksInChat(chat, { language, t }) : unknownLinks(t);
    for (const bookmark of bookmarks.of(summary.id)) {
      const message = byKey.get(bookmarkKey(bookmark));
      const roomName = linkName(summary.name);
      found.push({ room: summary.id, roomName, bookmark, message, linksOf });
    }
  }
  // Their rooms were erased, perhaps by an older version.
  for (const room of marked) bookmarks.forget(room);
  return found.sort((a, b) => b.bookmark.added - a.bookmark.added);
}
