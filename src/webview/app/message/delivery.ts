import { html, nothing, type SVGTemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelDelivery } from '../base/messages';

type Shown = Exclude<PanelDelivery['state'], 'unsent' | 'apart'>;

const deliveryIcons: Record<Shown, SVGTemplateResult> = {
  queued: icons.clock,
  hub: icons.tick,
  received: icons.tick,
  all: icons.ticks,
};

/**
 * How far a message has come, as an icon. Screen readers find it with the message, but it is not
 * announced: it changes several times for each one.
 */
export function deliveryTemplate(delivery: PanelDelivery | undefined): unknown {
  if (!delivery || delivery.state === 'unsent' || delivery.state === 'apart') return nothing;
  const { state, label, title } = delivery;
  return html`<span class="delivery ${state}" role="img" aria-label=${title} aria-live="off" title=${title}>${deliveryIcons[state]}${label}</span>`;
}

/** That a message is not in the room: in words, since the person has to know, or to do something about it. */
export function missingTemplate(delivery: PanelDelivery | undefined): unknown {
  if (delivery?.state !== 'unsent' && delivery?.state !== 'apart') return nothing;
  const { state, label, title } = delivery;
  const icon = state === 'unsent' ? icons.warning : icons.offline;
  return html`<div class="missing ${state}" title=${title}>${icon}<span>${label}</span></div>`;
}
