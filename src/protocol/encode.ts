const encoded = new WeakMap<object, Buffer>();

/**
 * A frame as its line: JSON in UTF-8 and a newline. The same object is encoded once, so that disk and
 * wire share the bytes; neither the frame nor the bytes may be changed afterwards.
 */
export function encodeFrame(frame: object): Buffer {
  let line = encoded.get(frame);
  if (!line) {
    line = encodeUncached(frame);
    encoded.set(frame, line);
  }
  return line;
}

/** The same, for bytes that nobody needs again. */
export function encodeUncached(frame: object): Buffer {
  return encoded.get(frame) ?? Buffer.from(`${JSON.stringify(frame)}\n`);
}
