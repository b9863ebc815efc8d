import { strict as assert } from 'node:assert';
import { createNonce, panelHtml } from '../../src/webview/html';

const page = {
  cspSource: 'https://*.example.test',
  scriptUri: 'https://file.example.test/dist/panel.js',
  styleUri: 'https://file.example.test/dist/panel.css',
  highlighterUri: 'https://file.example.test/dist/highlighter.js',
  emojiUri: 'https://file.example.test/dist/emoji.js',
  language: 'zh-cn',
  surface: 'view',
  nonce: 'abc123==',
} as const;

describe("the panel's page", () => {
  const policyOf = (html: string) =>
    new Map(
      (/Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '')
        .split('; ')
        .map((part) => {
          const [name = '', ...sources] = part.split(' ');
          return [name, sources.join(' ')];
        }),
    );

  it('allows one script by nonce, the extension’s styles, pictures that it makes, and nothing else', () => {
    assert.deepEqual(Object.fromEntries(policyOf(panelHtml(page))), {
      'default-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'style-src': 'https://*.example.test',
      'script-src': "'nonce-abc123=='",
      'img-src': 'blob:',
    });
  });

  it('has no inline styles or handlers, and one inline script that is the same on every page', () => {
    const html = panelHtml(page);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:|unsafe-/);
    assert.match(html, /<script nonce="abc123==" src="[^"]+panel\.js"><\/script>/);
    const inline = (text: string) => /<script nonce="[^"]+">(.*?)<\/script>/.exec(text)?.[1];
    assert.ok(inline(html));
    const other = { ...page, language: 'en', scriptUri: 'x', nonce: 'other==' };
    assert.equal(inline(panelHtml(other)), inline(html));
    assert.equal(html.match(/<script/g)?.length, 2);
  });

  it('contains the addresses of the highlighter and the emoji without loading them', () => {
    const html = panelHtml(page);
    const root =
      /<div id="panel" data-highlighter="[^"]+highlighter\.js" data-emoji="[^"]+emoji\.js"><\/div>/;
    assert.match(html, root);
    assert.equal(html.match(/(?:highlighter|emoji)\.js/g)?.length, 2);
  });

  it('escapes its parameters', () => {
    const html = panelHtml({
      ...page,
      language: '"><script>',
      scriptUri: 'a"b&c',
      highlighterUri: '"><script>',
    });
    assert.match(html, /data-highlighter="&quot;&gt;&lt;script&gt;"/);
    assert.match(html, /<html lang="&quot;&gt;&lt;script&gt;" data-place="view">/);
    assert.match(html, /src="a&quot;b&amp;c"/);
  });

  it('gets a new 128-bit nonce each time', () => {
    const nonces = new Set(Array.from({ length: 100 }, createNonce));
    assert.equal(nonces.size, 100);
    for (const nonce of nonces) assert.equal(Buffer.from(nonce, 'base64').length, 16);
  });
});
