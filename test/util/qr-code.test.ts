import assert from 'node:assert/strict';
import sharp from 'sharp';
import { maxQrLength, qrCode, qrLines, qrPath } from '../../src/util/qr-code';
import { readQr, readTerminalQr } from '../helpers/qr';

/** A text that no mode for digits or capitals shortens. */
const text = (length: number) => 'a_bc-'.repeat(length).slice(0, length);

describe('a QR code', () => {
  for (const length of [1, 140, maxQrLength]) {
    it(`of ${length} characters reads as the text, from the path and from the lines`, async () => {
      const code = qrCode(text(length));
      const { size } = code;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${4 * size}" height="${4 * size}"
        viewBox="0 0 ${size} ${size}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${qrPath(code)}"/></svg>`;
      assert.equal(await readQr(sharp(Buffer.from(svg))), text(length));
      assert.equal(await readTerminalQr(qrLines(code)), text(length));
    });
  }

  it('has a quiet zone of four modules on each side', () => {
    const { size, isDark } = qrCode('a');
    assert.equal(size, 21 + 8);
    for (let at = 0; at < size; at += 1) {
      for (const edge of [0, 3, size - 4, size - 1]) {
        assert.equal(isDark(at, edge) || isDark(edge, at), false);
      }
    }
    assert.ok(isDark(4, 4) && isDark(size - 5, 4) && isDark(4, size - 5));
  });

  it('fits a terminal of 80 columns if the text isn’t too long', () => {
    assert.equal(qrCode(text(maxQrLength)).size, 69 + 8);
    assert.ok(qrCode(text(maxQrLength + 1)).size > 69 + 8);
    const lines = qrLines(qrCode(text(maxQrLength)));
    assert.equal(lines.length, Math.ceil(77 / 2));
  });
});
