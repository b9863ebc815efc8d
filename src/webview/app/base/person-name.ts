import { html, type TemplateResult } from 'lit/html.js';

/** In a lab room, a member's name is its address as Python prints it: `('127.0.0.1', 50412)`. */
const address = /^(\('[^']*')(, \d+(?:, \d+, \d+)?\))$/;

/**
 * A name, isolated so that its direction can't disturb the text around it. An address has two styles,
 * because only the port distinguishes two members on one computer.
 * Apart from components.ts, which loads only in a browser.
 */
export function personName(name: string): TemplateResult {
  const parts = address.exec(name);
  return parts
    ? html`<bdi class="name address"><span class="address-host">${parts[1]}</span><span class="address-port">${parts[2]}</span></bdi>`
    : html`<bdi class="name">${name}</bdi>`;
}
