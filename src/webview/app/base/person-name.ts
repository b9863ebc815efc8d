import { html, nothing, type TemplateResult } from 'lit/html.js';

/** In a lab room, a member's name is its address as Python prints it: `('127.0.0.1', 50412)`. */
const address = /^(\('[^']*')(, \d+(?:, \d+, \d+)?\))$/;

/**
 * A name, isolated so that its direction can't disturb the text around it. An address has two styles,
 * because only the port distinguishes two members on one computer.
 * Apart from components.ts, which loads only in a browser.
 * @param known the address, if the name is the user's own for it; the tooltip shows it
 */
export function personName(name: string, known?: string): TemplateResult {
  const parts = address.exec(name);
  return parts
    ? html`<bdi class="name address"><span class="address-host">${parts[1]}</span><span class="address-port">${parts[2]}</span></bdi>`
    : html`<bdi class="name" title=${known ?? nothing}>${name}</bdi>`;
}
