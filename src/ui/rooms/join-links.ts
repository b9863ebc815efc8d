import type * as vscode from 'vscode';
import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { parseTarget } from '../../protocol/join-target';
import type { SessionState } from '../../room/room';
import { targetProblemWords } from '../../strings/input-words';
import { linkQuestion, ownInviteWords } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import { showInformationMessage } from '../window/messages';

export interface JoinLinksParts {
  readonly t: Translate;
  /** The invite to the room this window hosts. */
  ownInvite(): Invite | undefined;
  /** Whether another window is in the room; the person is told then, and offered to go there. */
  offerElsewhere(invite: Invite): boolean;
  /** Asks the person whether to join, and to leave the present room for it. */
  mayFollow(invite: Invite): Promise<boolean>;
  enter(invite: Invite): Promise<void>;
  tell(message: string): void;
}

/** Follows links into rooms, each only after the person has agreed to it. */
export class JoinLinks implements vscode.UriHandler {
  /** While a question is open, further links are ignored: a page could open hundreds. */
  private asking = false;

  constructor(private readonly parts: JoinLinksParts) {}

  async handleUri(uri: vscode.Uri): Promise<void> {
    const { ownInvite, offerElsewhere, mayFollow, enter, tell, t } = this.parts;
    const parsed = parseTarget(uri.toString());
    if (!parsed.ok || parsed.target.type !== 'invite') {
      tell(targetProblemWords(parsed.ok ? 'other-link' : parsed.problem, t));
      return;
    }
    const { invite } = parsed.target;
    if (invite.pin === ownInvite()?.pin) {
      tell(ownInviteWords(t));
      return;
    }
    if (this.asking || offerElsewhere(invite)) return;
    this.asking = true;
    const agreed = await mayFollow(invite).finally(() => {
      this.asking = false;
    });
    if (agreed) await enter(invite);
  }
}

/**
 * Asks whether to follow a link.
 * @param known where the room's host was before
 * @param isHere whether it leads into the room this window is in, which is not left for it then
 */
export async function mayFollow(
  invite: Invite,
  known: readonly Endpoint[],
  isHere: boolean,
  state: SessionState,
  t: Translate,
): Promise<boolean> {
  const { message, detail, goOn } = linkQuestion(invite, known, isHere ? undefined : state, t);
  return (await showInformationMessage(message, { modal: true, detail }, goOn)) === goOn;
}
