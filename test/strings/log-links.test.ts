import assert from 'node:assert/strict';
import type { MessageEntry } from '../../src/room/log/log-entry';
import { linksInLog } from '../../src/strings/log-links';
import { english } from '../../src/strings/translate';
import { formatMessageLink } from '../../src/text/message-link';

const noon = Date.UTC(2025, 2, 4, 12);
const wording = { language: 'en-GB', timeZone: 'UTC', t: english };
const [here, other] = ['h'.repeat(22), 'o'.repeat(22)];

function message(id: string, seq: number): MessageEntry {
  const said = { author: 'm1', authorName: 'Ann', own: false, text: `text of ${id}` };
  return { kind: 'message', id, seq, time: noon + seq, ...said };
}

const linkTo = ({ seq = 0, time }: MessageEntry, room = here) =>
  formatMessageLink({ room, seq, time }, 'vscode');

describe('links in a log that no longer changes', () => {
  it('lead to its own messages only', () => {
    const [a, b] = [message('a', 1), message('b', 2)];
    const targetOf = linksInLog(here, [a, b], wording)({ time: noon });
    assert.equal(targetOf(linkTo(b)).label, 'Message from Ann · 12:00');
    assert.equal(targetOf(linkTo(b, other)).id, undefined);
    assert.equal(linksInLog(undefined, [a, b], wording)({ time: noon })(linkTo(b)).id, undefined);
  });
});
