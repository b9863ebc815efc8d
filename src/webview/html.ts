import { randomBytes } from 'node:crypto';
import type { PanelSurface } from './panel-model';

/** What the HTML of each page needs. */
export interface Page {
  /** The webview's `cspSource`, the source expression for content that it may load. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly nonce: string;
}

/** What the panel's HTML needs. */
export interface PanelPage extends Page {
  /** The script that the page loads when it shows code for the first time. */
  readonly highlighterUri: string;
  /** The script that the page loads when the user first looks for an emoji. */
  readonly emojiUri: string;
  /** Written into the page, because VS Code gives it no way to tell the two places apart. */
  readonly surface: PanelSurface;
}

/** Creates a nonce for one page: 128 random bits, so that nothing in the page can guess it. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Collects keystrokes while the page's script is loading; see app/composer/type-ahead.ts. */
const earlyKeysScript =
  "globalThis.earlyKeys = []; addEventListener('keydown', (event) => globalThis.earlyKeys?.push(event));";

/**
 * The panel's HTML. It loads the extension's script and style sheet, later the highlighter and the emoji, and
 * nothing else. It has no inline style or event handler, so the content security policy needs no exception; the
 * one inline script has the nonce.
 */
export function panelHtml(page: PanelPage): string {
  const attribute = escapeAttribute;
  return pageHtml(page, {
    place: page.surface,
    // Thumbnails, which the page makes of bytes that it has.
    pictures: 'blob:',
    head: `<script nonce="${attribute(page.nonce)}">${earlyKeysScript}</script>\n`,
    root: `<div id="panel" data-highlighter="${attribute(page.highlighterUri)}" data-emoji="${attribute(page.emojiUri)}"></div>`,
  });
}

/** The HTML of the wire view: it loads its script and style sheet, and nothing else. */
export function wireHtml(page: Page): string {
  return pageHtml(page, { place: 'wire', head: '', root: '<div id="wire"></div>' });
}

/** The HTML of the invite as a QR code: it loads its script and style sheet, and nothing else. */
export function inviteHtml(page: Page): string {
  return pageHtml(page, { place: 'invite', head: '', root: '<div id="invite"></div>' });
}

function pageHtml(
  { cspSource, scriptUri, styleUri, language, nonce }: Page,
  {
    place,
    pictures,
    head,
    root,
  }: {
    readonly place: string;
    /** Where pictures may come from; absent: nowhere. */
    readonly pictures?: string;
    readonly head: string;
    readonly root: string;
  },
): string {
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    ...(pictures === undefined ? [] : [`img-src ${pictures}`]),
  ].join('; ');
  const attribute = escapeAttribute;
  return `<!DOCTYPE html>
<html lang="${attribute(language)}" data-place="${place}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Deskmate</title>
${head}<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
${root}
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>
`;
}

function escapeAttribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
