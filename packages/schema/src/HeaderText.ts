/**
 * Any text as the value of an HTTP header: as it is where that is safe, else its UTF-8 in Base64 between two
 * markers.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#value-encoding
 * @since 0.1.0
 */

const prefix = "=?base64?"
const suffix = "?="

/** Visible ASCII with spaces or tabs inside: what arrives as it was sent. */
const carried = /^[\t\x20-\x7e]*$/

/** As `carried`, less the tabs, which are controls, and no space at either end, which is not part of a value. */
const safe = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/

const isMarked = (value: string): boolean => value.startsWith(prefix) && value.endsWith(suffix)

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/**
 * The header value that says `text`. A text that looks like an encoded one is encoded too.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#value-encoding
 * @since 0.1.0
 */
export const encode = (text: string): string => {
  if (safe.test(text) && !isMarked(text)) return text
  let bytes = ""
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte)
  return prefix + btoa(bytes) + suffix
}

/**
 * The text that a header value says, white space around it aside; `undefined` where it says none: characters no
 * header may have, or markers around what is not Base64 of UTF-8.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#value-encoding
 * @since 0.1.0
 */
export const decode = (value: string): string | undefined => {
  if (!carried.test(value)) return undefined
  const text = value.trim()
  return isMarked(text) && text.length >= prefix.length + suffix.length
    ? decoded(text.slice(prefix.length, -suffix.length))
    : text
}

const decoded = (base64: string): string | undefined => {
  try {
    const bytes = atob(base64)
    // Said back, it shows missing padding, spaces and stray bits, which `atob` forgives.
    if (btoa(bytes) !== base64) return undefined
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
  } catch {
    return undefined
  }
}
