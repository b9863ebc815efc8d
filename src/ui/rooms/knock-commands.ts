import * as vscode from 'vscode';
import type { Translate } from '../../strings/translate';
import { Emitter } from '../../util/event';
import type { CommandHandlers } from '../commands';
import {
  setStatusBarMessage,
  showInformationMessage,
  showWarningMessage,
  withProgress,
} from '../window/messages';
import { createInputBox } from '../window/quick-input';
import { showQuickPick } from '../window/quick-pick';
import type { KnockAnswers, KnockAnswersDeps } from './knock-answers';
import type { KnockFlow, KnockFlowDeps } from './knock-flow';

export interface KnockCommandDeps {
  readonly knocks: Pick<KnockAnswers, 'answer' | 'mute'>;
  readonly knockFlow: Pick<KnockFlow, 'cancel'>;
}

/** The commands about requests to join: those to the room that this window hosts, and the user's own. */
export function knockCommands({ knocks, knockFlow }: KnockCommandDeps) {
  return {
    'deskmate.answerRequest': () => knocks.answer(),
    'deskmate.muteRequests': () => knocks.mute(true),
    'deskmate.unmuteRequests': () => knocks.mute(false),
    'deskmate.cancelRequest': () => knockFlow.cancel(),
  } satisfies Partial<CommandHandlers>;
}

/** How the editor asks the host of a room. */
export function hostDialogs(
  t: Translate,
): Pick<KnockAnswersDeps, 'notify' | 'createBox' | 'choose'> {
  return {
    notify: showInformationMessage,
    createBox: createInputBox,
    choose: async (knocks) => {
      const items = knocks.map((knock) => ({
        icon: 'bell',
        label: knock.name,
        description: knock.address,
        knock,
      }));
      const chosen = await showQuickPick(items, {
        title: t('Requests to Join'),
        placeHolder: t('Whose code do you want to type?'),
      });
      return chosen?.knock;
    },
  };
}

/** How the editor shows a request to the user who makes it. */
export const guestDialogs: Pick<
  KnockFlowDeps,
  'withProgress' | 'confirm' | 'showFailure' | 'showDone'
> = {
  withProgress: (title, work) =>
    withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (cancellation, report) => {
        const cancels = new Emitter<void>();
        const listening = cancellation.onCancellationRequested(() => cancels.fire());
        try {
          return await work({ onCancel: cancels.event, report });
        } finally {
          listening.dispose();
        }
      },
    ),
  confirm: async ({ message, detail, yes, no }) =>
    (await showWarningMessage(message, { modal: true, detail, close: no }, yes)) === yes,
  showFailure: showWarningMessage,
  showDone: setStatusBarMessage,
};
