import type { Vitest } from "@effect/vitest"
import { Effect } from "effect"

import { Peer } from "../../../src/Peer.ts"

/** What a suite of the matrix is given: tests that find a connected peer. */
export type It = Vitest.MethodsNonLive<Peer>

/** Looks up what is expected of a revision; one that nobody thought of is an error. */
export const expectedOf = <A>(table: { readonly [version: string]: A }, version: string): A => {
  const expected = table[version]
  if (expected === undefined) throw new Error(`Nothing is expected of ${version}`)
  return expected
}

/** A result as it is on the wire, before the client has read it. */
export const raw = (method: string, params: { readonly [key: string]: unknown } = {}) =>
  Effect.flatMap(Peer, ({ client }) => client.send(method, params))

/** A tool's result as it is on the wire. */
export const rawCall = (name: string, args: { readonly [key: string]: unknown } = {}) =>
  raw("tools/call", { name, arguments: args })
