/**
 * A JSON object as it came from a peer: nothing is known of its members.
 *
 * @since 0.1.0
 */

import { Json } from "@effect-mcp/schema"

/**
 * @since 0.1.0
 */
export type JsonObject = Json.JsonObject

/**
 * Whether a value is one, and no array.
 *
 * @since 0.1.0
 */
export const is: (value: unknown) => value is JsonObject = Json.isObject

/**
 * The member of this name if it is an object too.
 *
 * @since 0.1.0
 */
export const child = (parent: unknown, key: string): JsonObject | undefined => {
  const value = is(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined
  return is(value) ? value : undefined
}
