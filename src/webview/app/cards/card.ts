import { guard } from 'lit/directives/guard.js';
import type { PanelCard, PanelCards, PanelStrings } from '../base/messages';
import type { CardView } from './card-view';
import { codeCard, errorCard } from './excerpt-card';
import { patchCard } from './patch-card';

/** All that the page knows of each card type. A new type is one more row. */
const views: { readonly [T in keyof PanelCards]: CardView<PanelCards[T]> } = {
  code: codeCard,
  error: errorCard,
  patch: patchCard,
};

export function cardView(type: PanelCard['kind']): CardView<PanelCard> {
  // TypeScript does not see that a row takes the cards of its own type only.
  return views[type] as CardView<PanelCard>;
}

/** Selects, in a drawn row, what `searchText` tells of a card. */
export const searchedInCards = Object.values(views)
  .flatMap(({ searched }) => searched)
  .join(', ');

/** Draws a message's card; drawing it again costs a comparison. */
export function cardTemplate(messageId: string, card: PanelCard, strings: PanelStrings): unknown {
  return guard([messageId, card, strings], () =>
    cardView(card.kind).template(messageId, card, strings),
  );
}
