import { randomBytes } from 'node:crypto';
import type { PanelPlace } from './panel-model';

export interface PanelPage {
  /** The webview's own source expression for content it may load. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The script that the page loads when it first shows code. */
  readonly highlighterUri: string;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  /** Told to the page: the editor itself names the two places alike. */
  readonly place: PanelPlace;
  readonly nonce: string;
}

/** A fresh nonce for one page: 128 bits, so that nothing in a page can guess it. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Collects what is typed while the page's script is still loading; see app/composer/early-keys.ts. */
const earlyKeysScript =
  "globalThis.earlyKeys = []; addEventListener('keydown', (event) => globalThis.earlyKeys?.push(event));";

/**
 * The panel's page. It loads one script and one style sheet of the extension, later the highlighter, and
 * nothing else from anywhere. There is no inline style or handler, so the policy needs no exception; the
 * line of script in the head has the nonce.
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
