import assert from 'node:assert/strict';
import { parseEndpoint } from '../src/room/endpoint';
import { parseInvite } from '../src/room/invite';
import { cleanName, cleanRoomName } from '../src/room/names';
import { safePath } from '../src/ui/code/relative-path';
import { CodeBlocks, markdownLines } from '../src/ui/export/code-blocks';
import { parseTarget } from '../src/ui/prompts/join-target';
import { quoteLine } from '../src/ui/words/quote-line';
import { cleanText } from '../src/util/clean-text';
import { findReferences } from '../src/webview/app/markdown/references';
import { isSuperLinear, pathologicalTexts } from './helpers/pumped-texts';

const link = 'vscode://deskmate.deskmate/join?v=1&k=pair&';

/** What reads texts of others, or what somebody pastes. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'an invite': parseInvite,
  'an invite’s query': (text) => parseInvite(link + text),
  'an invite’s encoded query': (text) => parseInvite(link.replaceAll('=', '%3D') + text),
  'an address': parseEndpoint,
  'what to join': parseTarget,
  'a name': cleanName,
  'a room’s name': cleanRoomName,
  'a text': cleanText,
  'a path': safePath,
  'a quote': quoteLine,
  'references to files': (text) => [...findReferences(text)],
  'blocks of code to export': (text) => {
    const lines = markdownLines(text);
    const blocks = new CodeBlocks(lines);
    for (let at = 0; at < lines.length; ) at = blocks.at(at)?.end ?? at + 1;
  },
};

describe('the cost of reading', () => {
  const more = ['\t```\n', '```\n~~~~\n', '- ```\n', link, 'vscode://', '%25', '%26n%3D'];
  const texts = pathologicalTexts(more);

  for (const [what, read] of Object.entries(readers)) {
    it(`${what} grows as the text does`, () => {
      const dear = texts.filter((text) => isSuperLinear(() => read(text)));
      assert.deepEqual(
        dear.map((text) => text.slice(0, 40)),
        [],
      );
    });
  }
});
