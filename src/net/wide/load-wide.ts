/** Loads the client for wide rooms, which few windows use. The build bundles it apart, under this name. */
export const loadWide = () => import('./wide.js');
