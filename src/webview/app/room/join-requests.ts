import { html, nothing, type TemplateResult } from 'lit/html.js';
import { buttonTemplate } from '../base/components';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelRequest, PanelStatus, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';

/** The code that the user reads out to a room's host. The live region is always there, so that it is announced. */
export function codeTemplate({ asking }: PanelStatus, strings: PanelStrings): TemplateResult {
  return html`<div class=${asking === undefined ? 'asking hidden-text' : 'asking'} role="status">
    ${
      asking === undefined
        ? nothing
        : html`<p class="hidden-text">${asking.spoken}</p>
            <p aria-hidden="true"><bdi>${asking.message}</bdi></p>
            <p class="join-code" aria-hidden="true">${asking.code}</p>
            <p class="asking-detail"><bdi>${asking.detail}</bdi></p>`
    }
  </div>
  ${
    asking === undefined
      ? nothing
      : html`<div class="asking-actions">
          ${buttonTemplate({ command: 'cancelRequest', label: strings.cancelRequest }, true)}
        </div>`
  }`;
}

/** The people who ask to join the user's room. */
export function requestsTemplate({ requests = [] }: PanelStatus, strings: PanelStrings): unknown {
  if (requests.length === 0) return nothing;
  return html`<ul class="requests" role="list" aria-label=${strings.requests}>
    ${requests.map((request) => requestTemplate(request, strings))}
  </ul>`;
}

function requestTemplate({ id, name, address }: PanelRequest, strings: PanelStrings) {
  const answer = (deny?: true) =>
    host.post({ type: 'answerRequest', requestId: id, ...(deny && { deny }) });
  return html`<li role="listitem" class="request">
    <p class="asker">${icons.request}<span>${personName(name)} <span class="tag">${address}</span></span></p>
    <span class="request-actions">
      <button type="button" class="bar-button" @click=${() => answer()}>${strings.enterCode}</button>
      <button type="button" class="bar-button" @click=${() => answer(true)}>${strings.denyRequest}</button>
    </span>
  </li>`;
}
