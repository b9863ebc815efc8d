const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether JSON text nests deeper than `max` objects and arrays. It is asked before the text is parsed,
 * and is right up to the first fault in it, which the parser will find.
 */
export function isTooDeep(json: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    switch (json.charCodeAt(at)) {
      case quote:
        at = endOfString(json, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > max) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
    }
  }
  return false;
}

/** Where the string that begins at `start` has its closing quote; the end of the text if it has none. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = end;
    while (json.charCodeAt(escapes - 1) === backslash) escapes -= 1;
    // An even number of backslashes escape each other, and not the quote.
    if ((end - escapes) % 2 === 0) return end;
  }
  return json.length;
}
