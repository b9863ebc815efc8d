import '../../src/webview/app/styles/panel.css';
import type { PanelMessage, ToPanel } from '../../src/webview/messages';

/**
 * The page that the panel is compared with: all messages at once as the simplest possible elements above a
 * text field, with the same style sheet but without markdown, buttons or delivery icons.
 */
const log = document.createElement('div');
log.className = 'log';
const rows = document.createElement('div');
log.append(rows);
const field = document.createElement('textarea');
field.id = 'composer';
document.getElementById('panel')?.append(log, field);
log.style.height = 'calc(100% - 60px)';

window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
  const messages =
    data.type === 'snapshot'
      ? data.snapshot.messages
      : data.type === 'messages'
        ? data.messages
        : [];
  rows.append(...messages.map(row));
  log.scrollTop = log.scrollHeight;
});

function row(message: PanelMessage): HTMLElement {
  const article = document.createElement('article');
  article.className = 'row said';
  const byline = document.createElement('header');
  byline.className = 'byline';
  const time = document.createElement('time');
  time.textContent = new Date(message.time).toLocaleTimeString();
  byline.append(message.kind === 'message' ? message.authorName : '', time);
  const bubble = document.createElement('div');
  bubble.className = 'balloon bubble';
  bubble.textContent = message.text;
  article.append(byline, bubble);
  return article;
}
