/** The sender's id for a request. */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
