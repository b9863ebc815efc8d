// `currentScript` is set only while the panel's own script runs for the first time; tests have no document.
const { nonce = '' } = globalThis.document?.currentScript ?? {};

/** Those that have been loaded or are being loaded. */
const loading = new Map<string, Promise<boolean>>();

/**
 * Loads one of the panel's further scripts, once per page; one that couldn't be loaded is tried again. The page's root
 * element has its address, and the script needs the nonce that the page's policy asks for.
 * @param name the address's name among the root's `data-` attributes
 * @returns whether the script has run
 */
export function loadScript(name: 'highlighter' | 'emoji'): Promise<boolean> {
  const script = loading.get(name) ?? load(name);
  loading.set(name, script);
  return script;
}

function load(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const address = document.getElementById('panel')?.dataset[name];
    if (address === undefined) return resolve(false);
    const script = document.createElement('script');
    script.nonce = nonce;
    script.src = address;
    script.addEventListener('load', () => resolve(true));
    script.addEventListener('error', () => {
      loading.delete(name);
      script.remove();
      resolve(false);
    });
    document.head.append(script);
  });
}
