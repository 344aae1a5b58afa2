/**
 * RFC 6570 URI templates, all four levels, in both directions: `expand` makes a URI out of values,
 * `match` finds the values in a URI.
 *
 * Matching takes time linear in the URI whatever the template is: the URI comes from a stranger.
 *
 * @spec 2026-07-28/server/resources#resource-templates
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { expandExpression } from "./internal/uriExpand.ts"
import { matchParts } from "./internal/uriMatch.ts"
import { parseTemplate, type Part } from "./internal/uriParts.ts"

/**
 * A parsed template.
 *
 * @since 0.1.0
 */
export interface UriTemplate {
  /** As it was written, and as it goes on the wire. */
  readonly text: string
  /** The variables, in the order they appear. */
  readonly names: ReadonlyArray<string>
  readonly parts: ReadonlyArray<Part>
}

/**
 * What a variable can be: a string, or a list where the template explodes it (`{/path*}`).
 *
 * @since 0.1.0
 */
export type Value = string | ReadonlyArray<string>

/**
 * The values found in a URI, decoded. A variable the URI leaves out is absent.
 *
 * @since 0.1.0
 */
export interface Values {
  readonly [name: string]: Value
}

/**
 * The template is not one: `at` is the position of what cannot be read.
 *
 * @since 0.1.0
 */
export class InvalidTemplate extends Schema.TaggedError<InvalidTemplate>()("InvalidTemplate", {
  template: Schema.String,
  at: Schema.Int
}) {
  override get message(): string {
    return `Not a URI template (RFC 6570), at ${this.at}: ${this.template}`
  }
}

/**
 * A longer URI matches nothing, in characters.
 *
 * @since 0.1.0
 */
export const maxLength = 8192

/**
 * Reads a template. Throws `InvalidTemplate`: a template is written by an author, not by a peer.
 *
 * @since 0.1.0
 */
export const parse = (text: string): UriTemplate => {
  const parts = parseTemplate(text)
  if (typeof parts === "number") throw new InvalidTemplate({ template: text, at: parts })
  const names = parts.flatMap((part) =>
    part._tag === "Literal" ? [] : part.variables.map((variable) => variable.name)
  )
  return { text, names, parts }
}

/**
 * The values of `uri` under the template, or `undefined` when it does not match. Where a URI can be read
 * in two ways, earlier variables take as much as they can.
 *
 * @since 0.1.0
 */
export const match = (template: UriTemplate, uri: string): Values | undefined =>
  uri.length > maxLength ? undefined : matchParts(template.parts, uri)

/**
 * The URI of some values. What is absent is left out.
 *
 * @since 0.1.0
 */
export const expand = (
  template: UriTemplate,
  values: { readonly [name: string]: Value | number | boolean | undefined }
): string =>
  template.parts
    .map((part) => (part._tag === "Literal" ? part.text : expandExpression(part, values)))
    .join("")
