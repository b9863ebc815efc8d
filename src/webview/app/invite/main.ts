import './invite.css';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { qrCode, qrPath } from '../../../util/qr-code';
import type { FromInvitePage, InvitePageState } from '../base/invite-messages';

declare function acquireVsCodeApi(): { postMessage(message: FromInvitePage): void };

/** The page that shows an invite as a QR code, or a room code. It stores nothing. */
const editor = acquireVsCodeApi();
const post = (message: FromInvitePage) => editor.postMessage(message);

function pageTemplate(state: InvitePageState): TemplateResult {
  const { title, code, label, link, steps, notes, actions, close } = state;
  return html`<main class=${code === undefined ? 'invite' : 'invite digits'} tabindex="-1">
    ${link === undefined ? nothing : codeTemplate(link, label)}
    ${code === undefined ? nothing : digitsTemplate(code, label)}
    <section>
      <h1><bdi>${title}</bdi></h1>
      <ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
      <div role="status">${notes.map((note) => html`<p>${note}</p>`)}</div>
      <div class="actions">
        ${actions.map(
          ({ command, label }) => html`<button type="button"
            @click=${() => post({ type: 'command', command })}>${label}</button>`,
        )}
        <button type="button" @click=${() => post({ type: 'close' })}>${close} <kbd>Esc</kbd></button>
      </div>
    </section>
  </main>`;
}

/** Black on white in every theme, because scanners expect it. */
function codeTemplate(link: string, label: string): TemplateResult {
  const code = qrCode(link);
  const { size } = code;
  return html`<svg role="img" aria-label=${label} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
    <rect width=${size} height=${size} fill="#fff"></rect>
    <path d=${qrPath(code)} fill="#000"></path>
  </svg>`;
}

/** As wide as the tab, however wide the font draws digits. */
function digitsTemplate(code: string, label: string): TemplateResult {
  return html`<svg role="img" aria-label=${label} viewBox="0 0 340 90">
    <text x="10" y="78" textLength="320" lengthAdjust="spacingAndGlyphs">${code}</text>
  </svg>`;
}

const root = document.getElementById('invite');
// No origin check: only the editor's own frame can post to this one.
window.addEventListener('message', ({ data }: MessageEvent<InvitePageState>) => {
  if (!root) return;
  const isFirst = !root.hasChildNodes();
  render(pageTemplate(data), root);
  if (isFirst) root.querySelector('main')?.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  event.stopPropagation();
  post({ type: 'close' });
});
post({ type: 'ready' });
