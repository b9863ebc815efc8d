import assert from 'node:assert/strict';
import { english } from '../../src/strings/translate';
import { webLink } from '../../src/strings/web-link-words';

const link = (url: string) => webLink(url, english);

describe('a link of a message', () => {
  it('is opened to the web and to mailboxes only, in whatever spelling', () => {
    const refused = [
      'command:workbench.action.terminal.new',
      'JavaScript:alert(1)',
      ' java\nscript:alert(1)',
      'vscode://file/etc/passwd',
      'vscode-insiders:x',
      'file:///etc/passwd',
      'data:text/html,x',
      'ftp://example.com',
      'blob:https://example.com/x',
      '//example.com',
      'example.com',
      'http://',
      '',
    ];
    for (const url of refused) assert.equal(link(url), undefined, url);
    for (const url of ['HTTP://example.com', 'https:example.com', 'mailto:a@example.com']) {
      assert.ok(link(url), url);
    }
  });

  it('names the host that it really leads to, with its port', () => {
    const { message, detail, address } = link('https://example.com:8443/a?b=%26&c=d#e') ?? {};
    assert.equal(message, 'Open a page on example.com:8443 in your browser?');
    assert.equal(address, 'https://example.com:8443/a?b=%26&c=d#e');
    assert.equal(detail, address);
  });

  it('calls out a user name that looks like a host', () => {
    const { message, detail } = link('https://google.com@evil.example/login') ?? {};
    assert.match(message ?? '', /evil\.example/);
    assert.doesNotMatch(message ?? '', /google/);
    assert.match(detail ?? '', /^The part before the @/);
  });

  it('shows letters of other scripts as what they are', () => {
    // The first letter is Cyrillic.
    const { message, detail } = link('https://аpple.com/') ?? {};
    assert.match(message ?? '', /xn--pple-43d\.com/);
    assert.match(detail ?? '', /^This site’s name contains special letters/);
    assert.match(link('https://[::1]/')?.message ?? '', /\[::1\]/);
  });

  it('is shown on one line, with nothing that turns text around, and bounded', () => {
    const long = link(`https://example.com/${'a'.repeat(9000)}`);
    assert.ok((long?.detail.length ?? 0) <= 1000);
    assert.match(long?.address ?? '', /a{9000}$/);
    const odd = link('mailto:a%0A%E2%80%AEb@example.com?subject=%ZZ');
    assert.equal(odd?.message, 'Write an email to a␊\ufffdb@example.com?');
    assert.equal(link('mailto:%ZZ@example.com')?.message, 'Write an email to %ZZ@example.com?');
  });
});
