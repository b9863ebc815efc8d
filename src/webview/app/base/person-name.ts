import { html, type TemplateResult } from 'lit/html.js';

/** A member of a lab room is called by its address as Python prints it: `('127.0.0.1', 50412)`. */
const address = /^(\('[^']*')(, \d+(?:, \d+, \d+)?\))$/;

/**
 * A name, isolated so that its direction cannot disturb what stands around it. The two parts of an
 * address look different: the port is what tells two members on one computer apart.
 */
export function personName(name: string): TemplateResult {
  const parts = address.exec(name);
  return parts
    ? html`<bdi class="name address"><span class="address-host">${parts[1]}</span><span class="address-port">${parts[2]}</span></bdi>`
    : html`<bdi class="name">${name}</bdi>`;
}
