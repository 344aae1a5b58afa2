/**
 * What the extensions of one client make of its requests: what they add before one is sent, and which further kinds of
 * result one may end in. Only those that the server takes part in.
 *
 * @spec 2026-07-28/basic/versioning#extension-negotiation
 * @since 0.1.0
 */
import { type Caller, Extension, type Outgoing } from "@effect-mcp/protocol"
import type { Capabilities, Revision, Tool } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { Opened } from "./opening.ts"

type JsonObject = Outgoing.JsonObject

type Active = Extension.Active<Extension.ClientExtension>

/** What the extensions are asked with. @since 0.1.0 */
export interface Options {
  readonly extensions: ReadonlyArray<Extension.Extension>
  /** What the client declares without them. */
  readonly own: (revision: Revision.Revision) => Capabilities.ClientCapabilities
}

/** The extensions of one client. @since 0.1.0 */
export class Extended {
  private readonly options: Options
  private readonly all = new Map<Revision.Revision, ReadonlyArray<Active>>()
  private readonly agreed = new WeakMap<Opened, ReadonlyArray<Active>>()

  constructor(options: Options) {
    this.options = options
  }

  /** Those of this revision, made once. */
  of(revision: Revision.Revision): ReadonlyArray<Active> {
    const known = this.all.get(revision)
    if (known !== undefined) return known
    const { extensions, own } = this.options
    const made = Extension.onClient(extensions, revision, own(revision))
    this.all.set(revision, made)
    return made
  }

  /** The methods of notifications that reach who listens. */
  heard(revision: Revision.Revision): ReadonlyArray<string> {
    return this.of(revision).flatMap(({ part }) => part.heard ?? [])
  }

  /** The kind of result that an extension has added to this method. */
  further(
    to: Opened,
    method: string,
    params: JsonObject | undefined,
    raw: JsonObject
  ): Extension.ResultType | undefined {
    const type = to.agreement.revision.resultEnvelope ? raw["resultType"] : undefined
    for (const { part } of this.inUse(to)) {
      for (const [name, kind] of Object.entries(part.resultTypes ?? {})) {
        const says = kind.is === undefined ? name === type : kind.is(raw, params ?? {})
        if (says && kind.methods.includes(method)) return kind
      }
    }
    return undefined
  }

  /** What is sent in place of these parameters; `undefined` where nobody has anything to say. */
  prepare(
    to: Opened,
    method: string,
    params: JsonObject,
    tool: (name: string) => Effect.Effect<Tool.Tool | undefined>
  ): Effect.Effect<Caller.Prepared> | undefined {
    const prospect = { peer: to.agreement.capabilities, tool }
    let prepared: Effect.Effect<Caller.Prepared> | undefined
    for (const { part } of this.inUse(to)) {
      const prepare = part.prepare?.[method]
      if (prepare === undefined) continue
      prepared =
        prepared === undefined
          ? prepare(params, prospect)
          : Effect.flatMap(prepared, (before) =>
              Effect.map(prepare(before.params, prospect), (after) => ({ ...before, ...after }))
            )
    }
    return prepared
  }

  private inUse(to: Opened): ReadonlyArray<Active> {
    const known = this.agreed.get(to)
    if (known !== undefined) return known
    const { capabilities, revision } = to.agreement
    const made = this.of(revision).filter((it) => Extension.isAgreed(it, capabilities))
    this.agreed.set(to, made)
    return made
  }
}
