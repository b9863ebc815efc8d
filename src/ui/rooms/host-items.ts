import * as vscode from 'vscode';
import { type RoomKind, roomKindNames } from '../../protocol/room-kinds';
import { kindWords } from '../../strings/kind-words';
import { maxClientCount } from '../../strings/number-words';
import type { Translate } from '../../strings/translate';
import type { StepItem } from '../window/step-input';
import type { ListenChoice } from './listen-choices';

/** The kinds of room as a person chooses among them. */
export function kindItems(t: Translate): StepItem<RoomKind>[] {
  return roomKindNames.map((kind) => {
    const { icon, label, size, detail } = kindWords(kind, t);
    return { icon, label, description: size, detail, value: kind };
  });
}

/** The places to listen; for a lab room, what it means that others reach one. */
export function placeItems(
  choices: readonly ListenChoice[],
  byInvite: boolean,
  t: Translate,
): StepItem<ListenChoice>[] {
  const item = (choice: ListenChoice): StepItem<ListenChoice> => ({
    label: choice.label,
    description: choice.address,
    value: choice,
  });
  if (byInvite) return choices.map(item);
  return [
    ...choices.filter(({ reach }) => reach === 'this-computer').map(item),
    { label: othersWarning(t), kind: vscode.QuickPickItemKind.Separator },
    ...choices.filter(({ reach }) => reach === 'others').map(item),
  ];
}

/** Asks for a lab room's port. */
export function portPrompt(place: ListenChoice | undefined, t: Translate): string {
  const port = t('Which port? Leave empty for any free port.');
  return place?.reach === 'others' ? `${port} ${othersWarning(t)}` : port;
}

/** Asks how many may be in the room. */
export function guestsPrompt(byInvite: boolean, t: Translate): string {
  return byInvite
    ? t(
        'How many others can be in the room? From 1 to {0}; more people wait in line.',
        maxClientCount,
      )
    : t(
        'How many clients can be in the room? From 1 to {0}; more clients wait in line.',
        maxClientCount,
      );
}

function othersWarning(t: Translate): string {
  return t('Anyone who can reach the port can read and write.');
}
