/** The panel's fixed words. A `{0}` is replaced by the panel. */
export interface PanelStrings {
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly participants: string;
  readonly waitingLine: string;
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
  /** How many are unread. */
  readonly jumpToUnread: string;
  /** When many come at once, for screen readers. */
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
  /** What can be done with a message. */
  readonly reply: string;
  readonly react: string;
  readonly edit: string;
  readonly delete: string;
  readonly copyText: string;
  /** Of the group of those buttons, for screen readers. */
  readonly messageActions: string;
  readonly reactions: string;
  readonly addReaction: string;
  readonly otherEmoji: string;
  /** Why what was typed there is not taken. */
  readonly oneEmoji: string;
  /** Of a message, for screen readers. */
  readonly mentionsYou: string;
  /** Stands before the name of whom the message is from. */
  readonly replyingTo: string;
  /** Above the composer. */
  readonly editing: string;
  readonly stopReplying: string;
  readonly stopEditing: string;
  readonly save: string;
  readonly saveHint: string;
  readonly peopleToMention: string;
  /** `{0}`: the card that goes with the message. */
  readonly attached: string;
  readonly detach: string;
  /** Why a picture or a file that was pasted or dropped does not go out. */
  readonly noFiles: string;
  /** What a member's dot says. */
  readonly here: string;
  readonly idle: string;
  readonly away: string;
  /** What the sign at a member who is writing says. */
  readonly typing: string;
  /** Buttons near the composer. */
  readonly sendSelection: string;
  readonly sendPatch: string;
  readonly today: string;
  readonly yesterday: string;
  /** What a block of code without a known language is called. */
  readonly code: string;
  readonly copy: string;
  readonly copied: string;
  readonly insertAtCursor: string;
  /** `{0}`: how many. */
  readonly showAllLines: string;
  readonly showFewerLines: string;
  readonly preview: string;
  readonly applyPatch: string;
  /** `{0}` and `{1}`: how many. */
  readonly linesChanged: string;
  /** What stands before an item of a list of tasks. */
  readonly taskDone: string;
  readonly taskOpen: string;
}
