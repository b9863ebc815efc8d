import type * as vscode from 'vscode';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { parseTarget } from '../../protocol/join-target';
import type { WideServerAccess } from '../../protocol/wide';
import {
  formatServerLink,
  type ParsedServer,
  parseServerLink,
} from '../../protocol/wide-server-file';
import type { SessionState } from '../../room/room';
import { targetProblemText } from '../../strings/input-text';
import { linkQuestion, ownInviteText } from '../../strings/question-text';
import type { Translate } from '../../strings/translate';
import { serverAddedText, serverProblemText, serverQuestion } from '../../strings/wide-server-text';
import { type MessageLink, parseMessageLink } from '../../text/message-link';
import { showInformationMessage } from '../window/messages';

/** The scheme of links in the setting, which any editor reads. */
const linkScheme = 'vscode';

export interface JoinLinksDeps {
  /** Goes to a message; asks before it opens another room's chat. */
  openMessage(link: MessageLink): Promise<void>;
  readonly t: Translate;
  /** The invite to the room this window hosts; undefined when it hosts none. */
  ownInvite(): Invite | undefined;
  /** If another window is in the room, offers to switch to it. Returns whether one is. */
  offerElsewhere(invite: Invite): boolean;
  /** Asks the user whether to join, and so to leave the current room. */
  confirmLink(invite: Invite): Promise<boolean>;
  join(invite: Invite): Promise<void>;
  /** Asks the user whether to add a server for wide rooms. */
  confirmServer(server: WideServerAccess): Promise<boolean>;
  /** Remembers the server of a link. */
  addServer(link: string): Promise<unknown>;
  tell(message: string): void;
}

/** Handles links to rooms, which join only after the user has agreed, to servers, which do no more, and to messages. */
export class JoinLinks implements vscode.UriHandler {
  /** Whether a question is open. Further links are ignored until then: a page could open hundreds. */
  private asking = false;

  constructor(private readonly deps: JoinLinksDeps) {}

  async handleUri(uri: vscode.Uri): Promise<void> {
    const { ownInvite, offerElsewhere, confirmLink, join, tell, t } = this.deps;
    const message = parseMessageLink(uri.toString(true));
    if (message) return this.deps.openMessage(message);
    const server = parseServerLink(uri.toString());
    if (server) return this.handleServer(server);
    const parsed = parseTarget(uri.toString());
    if (!parsed.ok || parsed.target.type !== 'invite') {
      tell(targetProblemText(parsed.ok ? 'other-link' : parsed.problem, t));
      return;
    }
    const { invite } = parsed.target;
    if (invite.pin === ownInvite()?.pin) {
      tell(ownInviteText(!invite.wide, t));
      return;
    }
    if (this.asking || offerElsewhere(invite)) return;
    if (await this.ask(() => confirmLink(invite))) await join(invite);
  }

  private async handleServer(parsed: ParsedServer): Promise<void> {
    const { addServer, confirmServer, tell, t } = this.deps;
    if (!parsed.ok) {
      tell(serverProblemText(parsed.problem, t));
      return;
    }
    const { server } = parsed;
    if (this.asking || !(await this.ask(() => confirmServer(server)))) return;
    await addServer(formatServerLink(server, linkScheme));
    void showInformationMessage(serverAddedText(server, t));
  }

  private async ask(question: () => Promise<boolean>): Promise<boolean> {
    this.asking = true;
    return question().finally(() => {
      this.asking = false;
    });
  }
}

/** Asks whether to add a server for wide rooms that a link names. */
export async function confirmServer(server: WideServerAccess, t: Translate): Promise<boolean> {
  const { message, detail, confirm } = serverQuestion(server, t);
  return (await showInformationMessage(message, { modal: true, detail }, confirm)) === confirm;
}

/**
 * Asks whether to follow a link.
 * @param known the host's previous endpoints
 * @param isHere whether the link leads to the room that this window is in, so that no room is left
 */
export async function confirmLink(
  invite: Invite,
  known: readonly Endpoint[],
  isHere: boolean,
  state: SessionState,
  t: Translate,
): Promise<boolean> {
  const { message, detail, confirm } = linkQuestion(invite, known, isHere ? undefined : state, t);
  return (await showInformationMessage(message, { modal: true, detail }, confirm)) === confirm;
}
