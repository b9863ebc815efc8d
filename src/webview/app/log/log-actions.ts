import type { PageAction } from '../base/messages';
import type { LogView } from './log-view';
import type { Row } from './rows';

/**
 * Does what one of the editor's commands asks of the log.
 *
 * @returns whether it is one for the log, and there was something to go to
 */
export function actInLog(action: PageAction, view: LogView, divider: string | undefined): boolean {
  switch (action) {
    case 'nextMention':
      return goTo(view, 1, isMention);
    case 'previousMention':
      return goTo(view, -1, isMention);
    case 'nextCard':
      return goTo(view, 1, hasCard);
    case 'previousCard':
      return goTo(view, -1, hasCard);
    case 'jumpToUnread':
      if (divider === undefined) return false;
      view.reveal(divider, { focus: true });
      return true;
    default:
      return false;
  }
}

/** Goes to the next such message from the one with the focus, or from what is in sight; round at the ends. */
function goTo(view: LogView, step: 1 | -1, passes: (row: Row) => boolean): boolean {
  const { rows } = view;
  const { first, last } = view.sight();
  const focused = view.focused();
  const from = focused === undefined ? (step > 0 ? first : last) : focused + step;
  const index =
    rows.find(from, step, passes) ?? rows.find(step > 0 ? 0 : rows.length - 1, step, passes);
  const row = index === undefined ? undefined : rows.at(index);
  if (row?.kind !== 'said') return false;
  view.reveal(row.message.id, { focus: true });
  return true;
}

function isMention(row: Row): boolean {
  return row.kind === 'said' && row.message.mention === true;
}

function hasCard(row: Row): boolean {
  return row.kind === 'said' && row.message.card !== undefined && !row.message.deleted;
}
