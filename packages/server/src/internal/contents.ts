/**
 * What a handler read, as the specification's contents.
 */
import { RpcError } from "@effect-mcp/protocol"
import type { Content, Resource } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import * as ContentBuilder from "../Content.ts"

type Body = string | Uint8Array | Content.ResourceContents | ReadonlyArray<Content.ResourceContents>

const isMany = (body: Body): body is ReadonlyArray<Content.ResourceContents> => Array.isArray(body)

export const toContents = (
  body: Body,
  uri: string,
  mimeType: string | undefined
): Resource.ReadResourceResult => {
  if (typeof body === "string" || body instanceof Uint8Array) {
    return { contents: [ContentBuilder.contents(uri, body, { mimeType })] }
  }
  return { contents: isMany(body) ? body : [body] }
}

/** The author's read as the answer; an empty answer is the author's mistake, as the text forbids it. */
export const reading = <E, R>(
  read: Effect.Effect<Body, E, R>,
  uri: string,
  mimeType: string | undefined
): Effect.Effect<Resource.ReadResourceResult, E, R> =>
  Effect.flatMap(read, (body) => {
    const result = toContents(body, uri, mimeType)
    return result.contents.length === 0
      ? Effect.die(new Error(`The resource ${uri} was read as nothing: fail with NotFound instead`))
      : Effect.succeed(result)
  })

/** The caller's `uri`, in the code of the revision it speaks. */
export const notFound = (code: number, uri: string): RpcError.RpcError =>
  RpcError.make(code, "Resource not found", { uri: uri.slice(0, 2048) })
