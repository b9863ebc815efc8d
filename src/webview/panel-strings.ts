/** The panel's fixed texts. The panel replaces `{0}` and `{1}`. */
export interface PanelStrings {
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly participants: string;
  readonly waitingLine: string;
  /** Those about whom the host of a class decides, and what it can decide. */
  readonly applicants: string;
  readonly admit: string;
  readonly turnAway: string;
  readonly requests: string;
  readonly enterCode: string;
  readonly denyRequest: string;
  readonly cancelRequest: string;
  readonly you: string;
  readonly host: string;
  readonly placeholder: string;
  readonly placeholderOffline: string;
  readonly sendHint: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly hostRoom: string;
  readonly joinRoom: string;
  readonly noMessages: string;
  readonly newMessages: string;
  readonly jumpToNewest: string;
  /** `{0}`: the number of unread messages. */
  readonly jumpToUnread: string;
  /** For screen readers, when many messages arrive at once. `{0}`: how many. */
  readonly newMessagesCount: string;
  readonly find: string;
  readonly findCount: string;
  readonly findNothing: string;
  readonly findPrevious: string;
  readonly findNext: string;
  readonly findClose: string;
  readonly matchCase: string;
  readonly edited: string;
  readonly deleted: string;
  /** Actions on a message. */
  readonly reply: string;
  readonly react: string;
  readonly edit: string;
  readonly delete: string;
  readonly copyText: string;
  /** The label of the group of those buttons, for screen readers. */
  readonly messageActions: string;
  /** The button that opens a message's menu. */
  readonly moreActions: string;
  /** The label of the list of pinned messages. */
  readonly pinned: string;
  /** The button that unfolds it. `{0}`: how many there are. */
  readonly showAllPins: string;
  readonly showNewestPin: string;
  /** Said of a message. */
  readonly bookmarked: string;
  readonly reactions: string;
  readonly addReaction: string;
  readonly emoji: string;
  readonly insertEmoji: string;
  readonly searchEmoji: string;
  readonly emojiFound: string;
  readonly recentEmoji: string;
  readonly noEmoji: string;
  readonly loadingEmoji: string;
  readonly emojiFailed: string;
  readonly skinTone: string;
  /** Shown when the input for another emoji isn't a single emoji. */
  readonly oneEmoji: string;
  /** Said of a message, for screen readers. */
  readonly mentionsYou: string;
  /** Before the name of the quoted message's author. */
  readonly replyingTo: string;
  /** Above the composer. */
  readonly editing: string;
  readonly stopReplying: string;
  readonly stopEditing: string;
  readonly save: string;
  readonly saveHint: string;
  readonly peopleToMention: string;
  readonly slashCommands: string;
  /** `{0}`: the attached card. */
  readonly attached: string;
  readonly detach: string;
  /** The label of the files that will be sent with the message. */
  readonly filesToSend: string;
  /** The label of the files that are on their way. */
  readonly filesBeingSent: string;
  /** For screen readers. `{0}`: the name of a file that is read before it can be sent. */
  readonly readingFile: string;
  readonly noFolders: string;
  /** While a message is edited, above the card and the files that don't go with the edit. */
  readonly forNextMessage: string;
  /** On the whole panel, while files are dragged over it. */
  readonly dropHere: string;
  readonly dropWithShift: string;
  /** `{0}`: the file's name. */
  readonly openFile: string;
  readonly saveFile: string;
  /** Buttons of a file on its way. */
  readonly cancelTransfer: string;
  readonly retryTransfer: string;
  readonly removeTransfer: string;
  /** Labels of a member's presence dot. */
  readonly here: string;
  readonly idle: string;
  readonly away: string;
  /** Added to it for a member who may take the room over. */
  readonly mayHost: string;
  /** Above a message from a helper to everyone. */
  readonly announcement: string;
  /** Said of a member of a class. */
  readonly helper: string;
  /** Before the list of those who can get the message. */
  readonly recipient: string;
  readonly everyone: string;
  /** The recipients of a private text, while who they are isn't known. */
  readonly privately: string;
  readonly privatePlaceholder: string;
  readonly noPrivateMessages: string;
  /** The button that sends a private message to everyone. */
  readonly publish: string;
  /** Shows first what it would send. */
  readonly publishAnonymously: string;
  /** Above files that a private message doesn't take along. */
  readonly filesNotPrivate: string;
  /** Why a text in the box can't become a reply, and what to do. */
  readonly replyIsPublic: string;
  /** The label of the icon beside a member who is typing. */
  readonly typing: string;
  /** Buttons near the composer. */
  readonly attachFiles: string;
  readonly sendSelection: string;
  readonly sendPatch: string;
  readonly sendTerminalOutput: string;
  readonly today: string;
  readonly yesterday: string;
  /** The title of a code block whose language is unknown. */
  readonly code: string;
  readonly copy: string;
  readonly copied: string;
  readonly insertAtCursor: string;
  /** `{0}`: the number of lines. */
  readonly showAllLines: string;
  readonly showFewerLines: string;
  /** Labels of an error's frames and variables. `{0}`: how many more frames. */
  readonly callStack: string;
  readonly moreFrames: string;
  readonly variables: string;
  /** In place of an output without text. */
  readonly noOutput: string;
  /** Labels of an output that waits to be sent, and of the choice among its lines. */
  readonly reviewOutput: string;
  readonly linesToSend: string;
  readonly preview: string;
  /** The button of a patch: at first, after all of it was applied, and after a part of it was. */
  readonly applyPatch: string;
  readonly applyAgain: string;
  readonly applyRest: string;
  /** `{0}`: the number of added lines; `{1}`: of removed lines. */
  readonly linesChanged: string;
  /** Labels of the boxes before the items of a task list. */
  readonly taskDone: string;
  readonly taskOpen: string;
}
