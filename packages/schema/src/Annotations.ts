/**
 * For whom a piece of content is, and how much it matters.
 *
 * @spec 2026-07-28/schema#annotations
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { Moment, UnitInterval } from "./internal/text.ts"

/**
 * Who says something, or who should see it.
 *
 * @spec 2026-07-28/schema#role
 * @since 0.1.0
 */
export const Role = Schema.Literals(["user", "assistant"])
export type Role = typeof Role.Type

/**
 * Hints for the client. `priority` runs from 0 (least) to 1 (required); `lastModified` is ISO 8601.
 *
 * @spec 2026-07-28/schema#annotations
 * @since 0.1.0
 */
export class Annotations extends Schema.Opaque<Annotations>()(
  open({
    audience: Schema.optionalKey(Schema.Array(Role)),
    priority: Schema.optionalKey(UnitInterval),
    lastModified: Schema.optionalKey(Moment)
  })
) {}
