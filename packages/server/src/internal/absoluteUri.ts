/**
 * Whether text is a URI with a scheme, as RFC 3986 writes one: nothing that has to be escaped is in it.
 * Characters beyond ASCII are let through, since clients send IRIs.
 */
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}"<>\\^`{|}]*$/u

export const isAbsolute = (uri: string): boolean => absolute.test(uri)
