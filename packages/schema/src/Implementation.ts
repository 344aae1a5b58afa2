/**
 * Who is at the other end. For people and logs: nothing may be decided by it.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Icon } from "./Icon.ts"
import { open } from "./internal/open.ts"
import { Uri } from "./internal/text.ts"

/**
 * Name and version of a client or a server.
 *
 * @spec 2025-11-25/schema#implementation
 * @since 0.1.0
 */
export class Implementation extends Schema.Opaque<Implementation>()(
  open({
    name: Schema.String,
    version: Schema.String,
    title: Schema.optionalKey(Schema.String),
    description: Schema.optionalKey(Schema.String),
    websiteUrl: Schema.optionalKey(Uri),
    icons: Schema.optionalKey(Schema.Array(Icon))
  })
) {}
