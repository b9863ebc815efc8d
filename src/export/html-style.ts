/**
 * The style sheet of exported chats. The document names its hash, so it can't contain anything that varies.
 * On paper all colors are the light ones, whatever the reader's system prefers.
 */
export const htmlStyle = `
:root {
  color-scheme: light;
  --ink: #1f2328;
  --muted: #59636e;
  --paper: #ffffff;
  --panel: #f6f8fa;
  --line: #d1d9e0;
  --link: #0b5cad;
  --added: #dafbe1;
  --removed: #ffebe9;
  --hue-0: #0b6bcb;
  --hue-1: #9a5b00;
  --hue-2: #1a7f37;
  --hue-3: #8250df;
  --hue-4: #bf3989;
  --hue-5: #0f766e;
  --comment: #59636e;
  --string: #0a5a2b;
  --number: #0550ae;
  --keyword: #a40e26;
  --operator: #1f2328;
  --type: #6639ba;
  --function: #6639ba;
  --variable: #7d3c00;
  --constant: #0550ae;
  --tag: #116329;
  --attribute: #0550ae;
  --invalid: #a40e26;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ink: #e6edf3;
    --muted: #9da7b3;
    --paper: #15191f;
    --panel: #1e242c;
    --line: #3a434e;
    --link: #79b8ff;
    --added: #123821;
    --removed: #481c20;
    --hue-0: #58a6ff;
    --hue-1: #e3a04a;
    --hue-2: #4fc46a;
    --hue-3: #bc8cff;
    --hue-4: #f778ba;
    --hue-5: #39c5bb;
    --comment: #9da7b3;
    --string: #8ddb8c;
    --number: #79c0ff;
    --keyword: #ff8f87;
    --operator: #e6edf3;
    --type: #d2a8ff;
    --function: #d2a8ff;
    --variable: #ffb072;
    --constant: #79c0ff;
    --tag: #7ee787;
    --attribute: #79c0ff;
    --invalid: #ff8f87;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 52rem;
  margin: 0 auto;
  padding: 2rem 1.25rem 4rem;
  color: var(--ink);
  background: var(--paper);
  font: 1rem/1.55 system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
h2 {
  margin: 2.5rem 0 0.75rem;
  padding-bottom: 0.25rem;
  border-bottom: 1px solid var(--line);
  font-size: 1.1rem;
}
h3 { margin: 0; font-size: 1rem; line-height: 1.4; }
h3 a, h3 small, .event { color: var(--muted); font-size: 0.85rem; font-weight: normal; }
h3 a { text-decoration: none; }
h3 a:hover { text-decoration: underline; }
a { color: var(--link); }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
dl {
  display: table;
  width: 100%;
  margin: 0;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--panel);
  font-size: 0.9rem;
}
dl > div { padding: 0.2rem 0 0.2rem 9.5rem; }
dt { float: left; width: 9rem; margin-inline-start: -9.5rem; color: var(--muted); }
dd { margin: 0; min-height: 1.2em; }
dd.path { display: inline-block; margin-inline-end: 0.75rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: 0.85rem; }
article {
  margin: 0.75rem 0;
  padding: 0.1rem 0 0.1rem 0.75rem;
  border-inline-start: 3px solid var(--hue);
  content-visibility: auto;
  contain-intrinsic-size: auto 4rem;
}
article:target { background: var(--panel); }
.hue-0 { --hue: var(--hue-0); }
.hue-1 { --hue: var(--hue-1); }
.hue-2 { --hue: var(--hue-2); }
.hue-3 { --hue: var(--hue-3); }
.hue-4 { --hue: var(--hue-4); }
.hue-5 { --hue: var(--hue-5); }
.text p, .note, .gone, .event, .place-line { margin: 0.15rem 0; }
.text > p, .text li, .text blockquote p { white-space: pre-wrap; }
.text ul, .text ol { margin: 0.15rem 0; padding-inline-start: 1.75rem; }
.action > p { display: inline; }
.text .heading { font-weight: 600; font-size: 1.05rem; }
.text blockquote, .reply {
  margin: 0.25rem 0;
  padding-inline-start: 0.6rem;
  border-inline-start: 2px solid var(--line);
  color: var(--muted);
}
.reply { font-size: 0.9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.reply a { color: inherit; text-decoration: none; }
.reply a:hover { text-decoration: underline; }
.task { list-style: none; margin-inline-start: -1.4rem; }
.task > p, .task > .box { display: inline; }
hr { border: 0; border-top: 1px solid var(--line); }
.message-link { font-weight: 600; }
.mention { font-weight: 600; color: var(--link); }
.place { font-family: ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; font-size: 0.9em; }
.gone, .note { color: var(--muted); font-style: italic; }
.target { display: none; }
.event { margin: 0.75rem 0; text-align: center; }
.event bdi { margin-inline-start: 0.25rem; }
code, pre { font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
p code, li code, dd code { padding: 0.05em 0.3em; border-radius: 4px; background: var(--panel); }
dd code { border: 1px solid var(--line); }
.card { margin: 0.4rem 0; padding: 0.4rem 0.75rem 0.6rem; border: 1px solid var(--line); border-radius: 6px; }
.code { margin: 0.4rem 0; overflow: hidden; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); }
.code figcaption { padding: 0.15rem 0.75rem 0; color: var(--muted); font-size: 0.75rem; }
.code pre { margin: 0; padding: 0.4rem 0.75rem 0.5rem; white-space: pre-wrap; tab-size: 4; unicode-bidi: isolate; }
.added { display: block; background: var(--added); }
.removed { display: block; background: var(--removed); }
.hunk { display: block; color: var(--muted); }
.added span, .removed span, .hunk span { color: inherit; }
.override { padding: 0 0.2em; border-radius: 3px; color: var(--paper); background: var(--invalid); font-size: 0.75em; }
img { max-width: 100%; height: auto; border-radius: 4px; }
.reactions { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; margin: 0.25rem 0; padding: 0; list-style: none; color: var(--muted); font-size: 0.85rem; }
.c-comment { color: var(--comment); }
.c-string { color: var(--string); }
.c-number { color: var(--number); }
.c-keyword { color: var(--keyword); }
.c-operator { color: var(--operator); }
.c-type { color: var(--type); }
.c-function { color: var(--function); }
.c-variable { color: var(--variable); }
.c-constant { color: var(--constant); }
.c-tag { color: var(--tag); }
.c-attribute { color: var(--attribute); }
.c-invalid { color: var(--invalid); }
@media (max-width: 34rem) {
  body { padding: 1rem 0.75rem 2rem; }
  dl > div { padding-inline-start: 0; }
  dt { float: none; width: auto; margin: 0; }
}
@media (forced-colors: active) {
  article, .code, .card { border-color: CanvasText; }
}
@page { margin: 18mm 16mm; }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
  .target { display: inline; color: var(--muted); }
  article { content-visibility: visible; }
  h2, h3, .place-line, figcaption { break-after: avoid; }
  .event, .reply, .reactions, img, dl > div { break-inside: avoid; }
  .code, .card, .added, .removed, .hunk, article { print-color-adjust: exact; }
  article:target { background: none; }
}
`;
