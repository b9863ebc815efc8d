import { randomBytes } from 'node:crypto';
import type { PanelPlace } from './panel-model';

/** What the panel's HTML needs. */
export interface PanelPage {
  /** The webview's `cspSource`, the source expression for content that it may load. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The script that the page loads when it shows code for the first time. */
  readonly highlighterUri: string;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  /** Written into the page, because VS Code gives it no way to tell the two places apart. */
  readonly place: PanelPlace;
  readonly nonce: string;
}

/** Creates a nonce for one page: 128 random bits, so that nothing in the page can guess it. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Collects keystrokes while the page's script is loading; see app/composer/early-keys.ts. */
const earlyKeysScript =
  "globalThis.earlyKeys = []; addEventListener('keydown', (event) => globalThis.earlyKeys?.push(event));";

/**
 * The panel's HTML. It loads the extension's script and style sheet, later the highlighter, and nothing
 * else. It has no inline style or event handler, so the content security policy needs no exception; the
 * one inline script has the nonce.
 */
export function panelHtml(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `style-src ${page.cspSource}`,
    `script-src 'nonce-${page.nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(page.language)}" data-place="${page.place}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Deskmate</title>
<script nonce="${escapeAttribute(page.nonce)}">${earlyKeysScript}</script>
<link rel="stylesheet" href="${escapeAttribute(page.styleUri)}">
</head>
<body>
<div id="panel" data-highlighter="${escapeAttribute(page.highlighterUri)}"></div>
<script nonce="${escapeAttribute(page.nonce)}" src="${escapeAttribute(page.scriptUri)}"></script>
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
