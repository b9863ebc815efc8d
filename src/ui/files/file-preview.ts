import { isUtf8 } from 'node:buffer';
import { guessEncoding, loadEncoding } from '../../net/lab-tcp/encodings';
import type { FileCard } from '../../protocol/card';
import { readThumb } from '../../protocol/picture';

/** The longest file that opens as text, in bytes. */
export const maxTextBytes = 1024 * 1024;

/** Extensions of pictures; when one is opened, its bytes decide. */
const pictureName = /\.(?:png|jpe?g|webp|gif)$/i;
const pictureMime = /^image\/(?:png|jpeg|webp|gif)$/;

/** Extensions of files that are hardly ever text. For all others, the bytes decide. */
const binaryName =
  /\.(?:7z|a|avi|bin|bmp|bz2|class|dll|dmg|docx?|dylib|eot|epub|exe|flac|gz|heic|ico|iso|jar|m4a|mkv|mov|mp[34]|mpe?g|npy|npz|o|obj|odt|ogg|otf|p(?:df|cap|capng|kl|ptx?|yc)|rar|so|sqlite3?|tar|tgz|tiff?|ttf|wasm|wav|webm|woff2?|xlsx?|xz|zip|zst)$/i;

/** What a click opens a file as; absent if it can only be saved. */
export type OpensAs = 'picture' | 'text';

/** How a click opens a file, as far as its card shows. */
export function opensAs({ name, size, mime = '', thumb }: FileCard): OpensAs | undefined {
  const hasThumb = thumb !== undefined && readThumb(thumb) !== undefined;
  if (hasThumb || pictureMime.test(mime) || pictureName.test(name)) return 'picture';
  return size <= maxTextBytes && !binaryName.test(name) ? 'text' : undefined;
}

/** How many bytes to guess an encoding from. */
const sampleBytes = 64 * 1024;

/** The text of a file, in the encoding that its bytes show; undefined when they aren't text. */
export async function decodeText(bytes: Buffer): Promise<string | undefined> {
  const mark = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  // Logs with colors have other control characters than white space, but no text has a NUL.
  if (isUtf8(bytes)) return bytes.includes(0) ? undefined : bytes.toString('utf8', mark);
  const name = await guessEncoding(bytes.subarray(0, sampleBytes));
  if (name === undefined) return undefined;
  const decoder = (await loadEncoding(name)).decoder();
  const text = decoder.write(bytes) + decoder.end();
  return /[\0\ufffd]/.test(text) ? undefined : text;
}
