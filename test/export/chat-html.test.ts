import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cardPartHtml } from '../../src/export/chat-html';
import { CodeHighlighter, codeHtml, type Highlight } from '../../src/export/code-html';
import { html } from '../../src/export/html';
import type { LogEntry } from '../../src/room/log/log-entry';
import { formatMessageLink } from '../../src/text/message-link';
import { codeCard, fileCard, patchCard } from '../helpers/cards';
import { assertLinear } from '../helpers/cpu-time';
import { exportedChat, linkRoom, messageEntry, noon } from './exported-chat';

const dayMs = 24 * 60 * 60_000;

/** The first message as HTML, without its element. */
function body(entry: LogEntry, highlight?: Highlight): string {
  const document = exportedChat('html', [entry], undefined, { highlight });
  return /<\/h3>\n([\s\S]*)\n<\/article>/.exec(document)?.[1] ?? '';
}

/** Colors the first word of each line. */
const highlight: Highlight = (text) =>
  text.split('\n').map((line) => {
    const [word = '', ...rest] = line.split(/(?= )/);
    return [{ text: word, color: 'keyword' }, { text: rest.join('') }];
  });

describe('a template of HTML', () => {
  it('escapes every value that isn’t HTML', () => {
    const evil = `<a href="x" id='y'>&amp;\0`;
    assert.equal(
      html`<b title="${evil}">${[evil, html`<i>${1}</i>`]}${undefined}</b>`.source,
      '<b title="&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\ufffd">' +
        '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\ufffd<i>1</i></b>',
    );
  });
});

describe('a chat exported as HTML', () => {
  it('allows its own style by its hash, pictures inside it, and nothing else', () => {
    const document = exportedChat('html', [messageEntry('hi')]);
    const style = /<style>([\s\S]*?)<\/style>/.exec(document)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(document) ?? [];
    assert.equal(
      policy?.replaceAll('&#39;', "'"),
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    // The policy counts only from where it stands.
    assert.ok(document.indexOf('Content-Security-Policy') < document.indexOf('<title>'));
    assert.doesNotMatch(style, /url\(|@import|expression/);
  });

  it('draws texts as the panel does', () => {
    assert.equal(
      body(messageEntry('**a** `b` ~~c~~ @Ann hub.c:3\n- [x] d\n3. e')),
      '<div class="text"><p dir="auto"><strong>a</strong> <code>b</code> <s>c</s> ' +
        '<span class="mention">@Ann</span> <span class="place">hub.c:3</span></p>' +
        '<ul><li class="task"><span class="box">☑</span> <p dir="auto">d</p></li></ul>' +
        '<ol><li value="3"><p dir="auto">e</p></li></ol></div>',
    );
  });

  it('says what someone does beside their name', () => {
    assert.match(
      body(messageEntry('/me runs **it**')),
      /^<div class="text action"><b><bdi>Ann<\/bdi><\/b> <p dir="auto">runs <strong>it<\/strong>/,
    );
  });

  it('links to the web only, and prints where a link leads', () => {
    assert.equal(
      body(messageEntry('[a](https://x.test/b) https://x.test [c](command:x)')),
      '<div class="text"><p dir="auto"><a href="https://x.test/b" rel="noopener noreferrer nofollow">a</a>' +
        '<span class="target"> (https://x.test/b)</span> ' +
        '<a href="https://x.test/" rel="noopener noreferrer nofollow">https://x.test</a> [c](command:x)</p></div>',
    );
  });

  it('colors code in texts and cards, and the lines of a patch', () => {
    assert.match(
      body(messageEntry('```c\nint a;\n```'), highlight),
      /<figcaption>C<\/figcaption><pre dir="ltr"><code><span class="c-keyword">int<\/span> a;<\/code>/,
    );
    assert.match(
      body(messageEntry('x', { card: codeCard }), highlight),
      /"c-keyword">int<\/span> n;/,
    );
    const patch = body(messageEntry('x', { card: patchCard }));
    assert.match(patch, /<span class="removed">-print\(1\)\n<\/span><span class="added">\+print/);
  });

  it('names characters that would change the order of code', () => {
    const { source } = codeHtml({ text: 'a\u202eb', language: '' }, new CodeHighlighter(undefined));
    assert.match(source, /a<span class="override">U\+202E<\/span>b/);
    assert.doesNotMatch(source, /\u202e/);
  });

  it('contains pictures, but only such as can’t do anything', () => {
    const writer = (source: string) =>
      cardPartHtml({ kind: 'picture', source, alt: '<a>.png' }, new CodeHighlighter(undefined))
        .source;
    assert.match(
      writer('data:image/webp;base64,UklGRg=='),
      /<img src="data:image\/webp;base64,UklGRg=="/,
    );
    assert.match(body(messageEntry('x', { card: fileCard })), /<img src="data:image\/png;base64,/);
    for (const source of [
      'https://x.test/a.png',
      'data:image/svg+xml;base64,PHN2Zz4=',
      'data:text/html,x',
    ]) {
      assert.equal(writer(source), '<p><bdi>&lt;a&gt;.png</bdi></p>');
    }
  });

  it('leads from a link to its message, and never out of the document', () => {
    const first = messageEntry('why?', { seq: 7 });
    const address = (seq: number) =>
      formatMessageLink({ room: linkRoom, seq, time: first.time }, 'vscode');
    const linking = messageEntry(`see ${address(7)} and ${address(8)}`, { reply: { seq: 9 } });
    const quoting = messageEntry('yes', { reply: { seq: 8, id: linking.id } });
    const document = exportedChat('html', [first, linking, quoting]);
    assert.match(
      document,
      /see <a class="message-link" href="#m1">Message from Ann · 12:00<\/a> and <span class="message-link">Link to a message<\/span>/,
    );
    assert.match(document, /<span dir="auto">see Message from Ann · 12:00 and Link to a message/);
    assert.doesNotMatch(document, /vscode:/);
  });

  it('has a section for each day, with links to them, and leads from a reply to its message', () => {
    const first = messageEntry('why?');
    const second = messageEntry('so', { time: noon + dayMs, reply: { seq: 1, id: first.id } });
    const document = exportedChat('html', [first, second]);
    assert.deepEqual(document.match(/<a href="#day-\d">[^<]*/g), [
      '<a href="#day-1">Tuesday, 4 March 2025',
      '<a href="#day-2">Wednesday, 5 March 2025',
    ]);
    assert.match(
      document,
      /<p class="reply"><a href="#m1"><b><bdi>Ann<\/bdi><\/b> <span dir="auto">why\?/,
    );
    assert.equal(document.match(/<section/g)?.length, document.match(/<\/section>/g)?.length);
  });

  it('stops coloring code when it takes too long', () => {
    let calls = 0;
    const slow: Highlight = (text) => {
      calls += 1;
      return [[{ text, color: 'keyword' }]];
    };
    const blocks = Array.from({ length: 9 }, (_, index) => `\`\`\`c\n${index}\n\`\`\``).join('\n');
    const { now } = performance;
    performance.now = () => 120 * calls;
    try {
      body(messageEntry(blocks), slow);
    } finally {
      performance.now = now;
    }
    assert.equal(calls, 2);
  });

  it('takes little time for the longest log', () => {
    assertLinear((length) => {
      exportedChat(
        'html',
        Array.from({ length }, (_, i) => messageEntry(`Message \`${i}\` **said**`)),
      );
    }, 2500);
  });
});
