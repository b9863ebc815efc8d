import { strict as assert } from 'node:assert';
import { outputText } from '../../../src/protocol/card-rules';
import { english } from '../../../src/strings/translate';
import { CapturedOutput } from '../../../src/ui/terminal/captured-output';
import { OutputReview } from '../../../src/ui/terminal/output-review';

function reviewOf(lines: readonly string[], command?: string): OutputReview {
  const output = new CapturedOutput();
  output.push(lines.join('\r\n'));
  return new OutputReview({ facts: { ...(command && { command }) }, output: output.read() });
}

const long = Array.from({ length: 60 }, (_, index) => `line ${index}`);

describe('an output before it is sent', () => {
  it('is all there at first', () => {
    const review = reviewOf(['a', 'b'], 'ls');
    assert.equal(outputText(review.card), 'a\nb');
    const { card, marked, parts, secrets } = review.panel(english);
    assert.equal(card.title, '$ ls');
    assert.deepEqual(marked, []);
    assert.deepEqual(parts, [{ part: 'all', label: 'All 2 lines', chosen: true }]);
    assert.equal(secrets, undefined);
    assert.equal(review.warning(english), undefined);
  });

  it('can be trimmed to its last lines or its errors, and back', () => {
    const review = reviewOf([...long.slice(0, 40), 'error: no', ...long.slice(40)]);
    assert.deepEqual(
      review.panel(english).parts.map(({ label }) => label),
      ['All 61 lines', 'Error lines', 'Last 10 lines', 'Last 50 lines'],
    );
    review.choose({ part: 10, leaveOutMarked: false });
    assert.equal(outputText(review.card), long.slice(-10).join('\n'));
    assert.deepEqual(review.card.gaps, [{ after: 0, lines: 51 }]);
    assert.deepEqual(
      review
        .panel(english)
        .parts.filter(({ chosen }) => chosen)
        .map(({ part }) => part),
      [10],
    );
    review.choose({ part: 'errors', leaveOutMarked: false });
    assert.equal(
      outputText(review.card),
      ['line 38', 'line 39', 'error: no', 'line 40', 'line 41'].join('\n'),
    );
    review.choose({ part: 'all', leaveOutMarked: false });
    assert.equal(review.card.gaps, undefined);
  });

  it('is as much as fits where not all of it does', () => {
    const labels = (review: OutputReview) => review.panel(english).parts.map(({ label }) => label);
    const lines = Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(40)}`);
    assert.deepEqual(labels(reviewOf(lines)), [
      'As many lines as fit',
      'Last 10 lines',
      'Last 50 lines',
      'Last 200 lines',
    ]);
    // Of a long one, the terminal's watch doesn't keep all, though the rest fits.
    assert.equal(
      labels(reviewOf(['a', `${'x\r'.repeat(400_000)}`, 'b']))[0],
      'As many lines as fit',
    );
  });

  it('offers no choice of lines where there are none', () => {
    const { parts, card } = reviewOf([], 'true').panel(english);
    assert.deepEqual([parts, card.title], [[], '$ true']);
  });

  it('marks what looks like a secret, and asks once more before it goes', () => {
    const review = reviewOf(['start', 'token=abc123', 'end'], 'login --password hunter2');
    const { marked, markedCommand, secrets } = review.panel(english);
    assert.deepEqual([marked, markedCommand], [[1], true]);
    assert.match(secrets?.warning ?? '', /^2 marked lines/);
    assert.match(review.warning(english) ?? '', /Send again/);
  });

  it('leaves out marked lines and a marked command', () => {
    const review = reviewOf(['start', 'token=abc123', 'end'], 'login --password hunter2');
    review.isConfirmed = true;
    review.choose({ part: 'all', leaveOutMarked: true });
    assert.equal(outputText(review.card), 'start\nend');
    assert.equal(review.card.command, undefined);
    assert.deepEqual(review.card.gaps, [{ after: 1, lines: 1 }]);
    assert.equal(review.suspicious, 0);
    assert.equal(review.warning(english), undefined);
    const { secrets } = review.panel(english);
    assert.deepEqual([secrets?.leftOut, secrets?.warning], [true, 'Marked lines are left out.']);
    review.choose({ part: 'all', leaveOutMarked: false });
    assert.equal(review.isConfirmed, false, 'what is sent has changed');
  });

  it('marks the rest of a key whose beginning is trimmed', () => {
    const key = ['-----BEGIN RSA PRIVATE KEY-----', ...long, '-----END RSA PRIVATE KEY-----'];
    const review = reviewOf(key);
    review.choose({ part: 10, leaveOutMarked: false });
    assert.equal(review.suspicious, 10);
  });
});
