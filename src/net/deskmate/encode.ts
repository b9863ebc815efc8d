const encoded = new WeakMap<object, Buffer>();

/**
 * A frame as its line: JSON in UTF-8 and a newline. The same object is encoded once, so that disk and
 * wire share the bytes; neither the frame nor the bytes may be changed afterwards.
 */
export function encodeFrame(frame: object): Buffer {
  let line = encoded.get(frame);
  if (!line) {
    line = Buffer.from(`${JSON.stringify(frame)}\n`);
    encoded.set(frame, line);
  }
  return line;
}
