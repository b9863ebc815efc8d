/** A script that the tests would notice if it ran. */
const script = 'hacked=1';

/** Addresses that no message may open. */
const targets = [
  'command:workbench.action.files.newUntitledFile',
  'vscode://file/etc/passwd',
  `javascript:${script}`,
  `data:text/html,<script>${script}</script>`,
  'file:///etc/passwd',
  `vbscript:${script}`,
];

/** Spellings of an address that have fooled some parser of Markdown, HTML or URLs. */
const spellings: readonly ((scheme: string, rest: string) => string)[] = [
  (scheme, rest) => `${scheme}:${rest}`,
  (scheme, rest) => `${scheme.toUpperCase()}:${rest}`,
  (scheme, rest) => `${scheme.replace(/./g, alternate)}:${rest}`,
  (scheme, rest) => `&#${scheme.charCodeAt(0)};${scheme.slice(1)}:${rest}`,
  (scheme, rest) => `&#x${scheme.charCodeAt(0).toString(16)};${scheme.slice(1)}&#x3A;${rest}`,
  (scheme, rest) => `&#0000${scheme.charCodeAt(0)}${scheme.slice(1)}:${rest}`,
  (scheme, rest) => `${scheme}&colon;${rest}`,
  (scheme, rest) => `%${scheme.charCodeAt(0).toString(16)}${scheme.slice(1)}:${rest}`,
  (scheme, rest) => `${scheme}%3A${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}&Tab;${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}&NewLine;${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}\t${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}\u200b${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}\u00ad${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `${scheme}\u0000:${rest}`,
  (scheme, rest) => `\u0001${scheme}:${rest}`,
  (scheme, rest) => `\u00a0 ${scheme}:${rest}`,
  (scheme, rest) => `\u202e${scheme}:${rest}`,
  (scheme, rest) => `${scheme}\\:${rest}`,
  (scheme, rest) => `\\${scheme}:${rest}`,
  (scheme, rest) => `${scheme}\uff1a${rest}`,
];

function alternate(letter: string, index: number): string {
  return index % 2 === 0 ? letter.toUpperCase() : letter;
}

export const addresses = targets.flatMap((target) => {
  const colon = target.indexOf(':');
  return spellings.map((spell) => spell(target.slice(0, colon), target.slice(colon + 1)));
});

/** Ways to make an address clickable, or to load it. */
export const forms: readonly ((address: string, index: number) => string)[] = [
  (address) => `[a](${address})`,
  (address) => `[a](<${address}> "title")`,
  (address) => `<${address}>`,
  (address, index) => `[a][r${index}]\n\n[r${index}]: ${address}`,
  (address) => `![a](${address})`,
  (address) => `[![a](${address})](${address})`,
  (address) => `see ${address} there`,
];

const big = '<svg xmlns="http://www.w3.org/2000/svg" width="50000" height="50000"/>';

/** Markup of all kinds that must be shown as plain text. */
export const markup = [
  `<script>${script}</script><iframe srcdoc="<script>${script}</script>"></iframe>`,
  `<img src=x onerror="${script}"><svg onload="${script}"></svg>`,
  '<img src="https://evil.invalid/pixel.png"><style>@import "https://evil.invalid/a.css"</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.invalid/"><base href="https://evil.invalid/">',
  `[a](https://evil.invalid/" onclick="${script})`,
  `![big](data:image/svg+xml,${encodeURIComponent(big)})`,
  `![big](data:image/svg+xml;base64,${Buffer.from(big).toString('base64')})`,
  `<img src="data:image/svg+xml,${encodeURIComponent(big)}">`,
  `a${'\u0301'.repeat(5000)} heap`,
  'user\u202Egnp.exe\u2066\u2067 right to left',
  'no-space-anywhere'.repeat(60),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: someone may send exactly this
  '${constructor.constructor("hacked=1")()} {{7*7}} {0} <!--?lit$0$-->',
  `${'```'}"><script>${script}</script>\n<script>${script}</script>\n${'```'}`,
  `${'```'}__proto__\n<img src=x onerror=${script}>\n${'```'}`,
  `${'```'}html\n<script>${script}</script>\n${'```'}`,
];

/** Names that the protocol allows; the code that shows them has to make them safe. */
export const names = [
  `<img src=x onerror=${script}>`,
  '[a](command:deskmate.leaveRoom)',
  'Ann\u202egpj.exe\u2066',
  `n${'\u0301'.repeat(255)}`,
  '$(bug) {{7*7}} &lt;b&gt; `c`',
  '\u0000\u001b[31mred\u0007',
];
