const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether JSON text nests objects and arrays deeper than `max`. Runs before the parser; the result is right
 * up to the first syntax error, which the parser then reports.
 */
export function isTooDeep(json: string, max: number): boolean {
  // Most lines are one flat object, and searching for a character is much faster than the loop below.
  if (max > 0 && json.indexOf('{', 1) < 0 && !json.includes('[')) return false;
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

/**
 * Index of the closing quote of the string that begins at `start`; the end of the text if there is none.
 */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = end;
    while (json.charCodeAt(escapes - 1) === backslash) escapes -= 1;
    // An even number of backslashes escape each other, not the quote.
    if ((end - escapes) % 2 === 0) return end;
  }
  return json.length;
}
