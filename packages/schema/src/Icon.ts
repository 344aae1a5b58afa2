/**
 * A picture a user interface may show next to a name.
 *
 * Icons come from the other side and are not to be trusted: what may be fetched, and how, is the
 * host's business (`https:` and `data:` only, no credentials).
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { Uri } from "./internal/text.ts"

/**
 * One picture, in one or more sizes (`"48x48"`, `"any"`).
 *
 * @spec 2026-07-28/schema#icon
 * @since 0.1.0
 */
export class Icon extends Schema.Opaque<Icon>()(
  open({
    src: Uri,
    mimeType: Schema.optionalKey(Schema.String),
    sizes: Schema.optionalKey(Schema.Array(Schema.String)),
    theme: Schema.optionalKey(Schema.Literals(["light", "dark"]))
  })
) {}

/**
 * Whether an icon may be shown at all: its source is `https:` or `data:`. Another scheme, a redirect to
 * one and a redirect elsewhere are for whoever fetches to refuse.
 *
 * @spec 2026-07-28/basic#icons
 * @since 0.1.0
 */
export const isAcceptable = (icon: Icon): boolean => {
  if (!URL.canParse(icon.src)) return false
  const { protocol } = new URL(icon.src)
  return protocol === "https:" || protocol === "data:"
}
