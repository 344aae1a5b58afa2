/**
 * Which icons a host may fetch and show, and whether what it got is what it was promised. Nothing here touches the
 * network: fetch without cookies and credentials, follow no redirect, and read no more than `maxBytes`.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
import type { Icon } from "@effect-mcp/schema"

/**
 * How large an icon may be, in bytes.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
export const maxBytes = 1_048_576

/**
 * What an icon may be. SVG may hold script: show it where none runs, as in an `img`.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
export const types = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"] as const

/** One of them. @since 0.1.0 */
export type Type = (typeof types)[number]

/**
 * Those that may be fetched: `data:` URIs that say to be one of the types, and `https:` ones of the server's own origin. Where a server has none (it
 * is a process), only `data:` is left.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
export const permitted = (
  icons: ReadonlyArray<Icon.Icon>,
  server: { readonly origin: string | undefined }
): ReadonlyArray<Icon.Icon> =>
  icons.filter(({ mimeType, src }) => {
    if (mimeType !== undefined && named(mimeType) === undefined) return false
    if (!URL.canParse(src) || /^[^!-~]/u.test(src)) return false
    const { origin, pathname, protocol } = new URL(src)
    if (protocol === "data:") return named(pathname.split(",", 1)[0] ?? "") !== undefined
    return protocol === "https:" && origin === server.origin
  })

const named = (mimeType: string): Type | undefined => {
  const plain = mimeType.toLowerCase().split(";")[0]?.trim()
  return plain === "image/jpg" ? "image/jpeg" : types.find((type) => type === plain)
}

const signatures: ReadonlyArray<readonly [type: Type, at: number, bytes: ReadonlyArray<number>]> = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]]
]

/**
 * What the bytes are, by their first ones. `undefined`: not an icon, or not the one that was promised.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
export const verify = (bytes: Uint8Array, promised: string | undefined): Type | undefined => {
  if (bytes.length > maxBytes) return undefined
  const found = sniff(bytes)
  return promised === undefined || named(promised) === found ? found : undefined
}

const sniff = (bytes: Uint8Array): Type | undefined => {
  for (const [type, at, signature] of signatures) {
    if (signature.every((byte, index) => bytes[at + index] === byte)) return type
  }
  const head = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart()
  return /^(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)*<svg[\s>]/u.test(head)
    ? "image/svg+xml"
    : undefined
}
