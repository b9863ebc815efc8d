/** Ways in which programs and people change a text in transit. */
export type Wrapping = (text: string) => string;

const soft = (text: string) => text.replace(/.{60}/g, '$&=\r\n');
const quoted = (text: string) => text.replaceAll('=', '=3D');
const param = encodeURIComponent;

/** What mail and chat programs, terminals and people do to any text. */
export const wrappings: Readonly<Record<string, Wrapping>> = {
  nothing: (text) => text,
  'words before and behind': (text) => `Come in: ${text} , we wait!`,
  'Chinese words without a space': (text) => `加入我的房间：${text}。谢谢，２点见`,
  'Japanese words': (text) => `ここに入って、${text}　よろしく！`,
  'Arabic words': (text) => `انضم إلى الغرفة ${text}؟ شكرا`,
  'Hindi words': (text) => `कमरे में आएँ ${text}। धन्यवाद`,
  'lines of words': (text) => `Hello,\n\n${text}\n\nSee you.\n`,
  'double quotes': (text) => `"${text}"`,
  'single quotes': (text) => `'${text}'`,
  'typographic quotes': (text) => `“${text}”`,
  'German quotes': (text) => `„${text}“`,
  guillemets: (text) => `« ${text} »`,
  'corner brackets': (text) => `「${text}」`,
  'white corner brackets': (text) => `『${text}』`,
  'lenticular brackets': (text) => `【${text}】`,
  'full-width brackets': (text) => `（${text}）`,
  'angle brackets': (text) => `<${text}>`,
  parentheses: (text) => `(${text})`,
  'square brackets': (text) => `[${text}]`,
  braces: (text) => `{${text}}`,
  'a full stop': (text) => `${text}.`,
  'an ideographic full stop': (text) => `${text}。`,
  'an ellipsis': (text) => `${text}……`,
  'an exclamation mark': (text) => `${text}！`,
  'a Greek question mark': (text) => `${text}\u037e`,
  'an Arabic question mark': (text) => `${text}؟`,
  bold: (text) => `**${text}**`,
  code: (text) => `\`${text}\``,
  'a code block': (text) => `\`\`\`\n${text}\n\`\`\``,
  'a reply': (text) => `> ${text.replaceAll('\n', '\n> ')}`,
  'zero-width spaces': (text) => text.replace(/.{5}/gs, '$&\u200b'),
  'soft hyphens': (text) => text.replace(/.{7}/gs, '$&\u00ad'),
  'direction marks': (text) => `\u2068\u200f${text}\u2069`,
  'a byte order mark': (text) => `\ufeff${text}`,
  'no-break spaces': (text) => `\u00a0${text.replaceAll(' ', '\u00a0')}\u00a0`,
  'full width': (text) =>
    text.replace(/[!-~]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0)),
  'a full-width colon': (text) => text.replaceAll(':', '：'),
  'HTML entities': (text) =>
    text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`).replaceAll('=', '&#x3D;'),
  '&amp;': (text) => text.replaceAll('&', '&amp;'),
  'JSON for HTML': (text) =>
    JSON.stringify(text).replace(/[&<>]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`),
  'Markdown’s backslashes': (text) => text.replace(/[_*&[\]-]/g, '\\$&'),
};

/** What happens to links: they are also encoded, wrapped in other URLs, and broken. */
export const linkWrappings: Readonly<Record<string, Wrapping>> = {
  'percent-encoding': param,
  'percent-encoding twice': (text) => param(param(text)),
  'encoding of what is no part of a link': (text) => encodeURI(text),
  'quoted-printable': (text) => soft(quoted(text)),
  'soft line breaks': soft,
  '=3D': quoted,
  'line breaks': (text) => text.replace(/.{64}/g, '$&\n'),
  'line breaks of Windows': (text) => text.replace(/.{48}/g, '$&\r\n'),
  'a safe link': (text) =>
    `https://eur01.safelinks.protection.outlook.com/?url=${param(text)}&data=05%7C02%7Cbo%40x.test%7C0&sdata=K%2Ba%3D&reserved=0`,
  'a search engine’s redirect': (text) =>
    `https://www.google.com/url?q=${param(text)}&sa=D&source=editors&v=9&usg=AOv`,
  'a chat’s redirect': (text) => `https://c.pc.qq.com/middle.html?pfurl=${param(text)}#t=1`,
  'a Markdown link': (text) => `[Join](${text})`,
  'an HTML link': (text) => `<p>Hi,<br><a href="${text.replaceAll('&', '&amp;')}">here</a></p>`,
};

/** What happens to addresses: they appear in commands, links and the output of programs. */
export const addressWrappings: Readonly<
  Record<string, (host: string, port: number, text: string) => string>
> = {
  'HOST PORT': (host, port) => `${host} ${port}`,
  'HOST : PORT': (host, port) => `${bracketed(host)} : ${port}`,
  nc: (host, port) => `nc ${host} ${port}`,
  'nc with options': (host, port) => `$ nc -v -w 5 ${host} ${port}`,
  ncat: (host, port) => `ncat --recv-only ${host} ${port} | tee log.txt`,
  telnet: (host, port) => `C:\\Users\\bo> telnet ${host} ${port}`,
  'a web page': (_, __, text) => `http://${text}/`,
  'a path': (_, __, text) => `https://${text}/a/b?c=d#e`,
  tcp: (_, __, text) => `tcp://${text}`,
  'Python’s pair': (host, port) =>
    host.includes(':') ? `('${host}', ${port}, 0, 0)` : `('${host}', ${port})`,
  'a pair with double quotes': (host, port) => `("${host}", ${port})`,
  'a call': (host, port) => `s.connect(('${host}', ${port}))`,
};

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
