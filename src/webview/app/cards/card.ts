import { guard } from 'lit/directives/guard.js';
import type { PanelCard } from '../base/messages';
import type { TextContext } from '../base/text-context';
import { excerptCard } from './excerpt-card';
import { patchCard } from './patch-card';

/** Draws a message's card; again costs a comparison. */
export function cardTemplate(messageId: string, card: PanelCard, context: TextContext): unknown {
  return guard([messageId, card, context.strings], () =>
    card.kind === 'patch'
      ? patchCard(messageId, card, context)
      : excerptCard(messageId, card, context),
  );
}
