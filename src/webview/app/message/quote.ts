import { html, nothing } from 'lit/html.js';
import type { PanelReply } from '../base/messages';
import { personName } from '../base/person-name';

/** The message that another one answers, on one line that leads to it as long as it is there. */
export function quoteTemplate(
  reply: PanelReply | undefined,
  { reveal }: { reveal(messageId: string): void },
): unknown {
  if (!reply) return nothing;
  const { id, hue, authorName, text } = reply;
  const content = html`${personName(authorName)}<span class="quote-text" dir="auto">${text}</span>`;
  if (id === undefined) return html`<div class="quote gone hue-${hue}">${content}</div>`;
  return html`<button
    type="button"
    class="quote hue-${hue}"
    title=${text}
    @click=${() => reveal(id)}
  >${content}</button>`;
}
