/**
 * The methods that list.
 */
import {
  type Extension,
  type Handler,
  type McpRequest,
  ResultText,
  RpcError
} from "@effect-mcp/protocol"
import { type Revision, Wire } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type { Core } from "./core.ts"
import type { Feature } from "./guards.ts"
import { Listing, type Source } from "./listing.ts"
import type { PromptEntry, ResourceEntry, TemplateEntry, ToolEntry } from "./registry.ts"

type Extensions = ReadonlyArray<Extension.Active<Extension.ServerExtension>>

export const toolFeature = (entry: ToolEntry, name: string): Feature => ({
  kind: "tool",
  name,
  annotations: entry.annotations
})

const none = {}

export const feature = (kind: Feature["kind"], name: string): Feature => ({
  kind,
  name,
  annotations: none
})

/** The definition as listed, with what extensions make of it. */
const listedTool =
  (revision: Revision.Revision, extensions: Extensions) =>
  (entry: ToolEntry): object | undefined =>
    extensions.reduce<object | undefined>(
      (definition, { part: { tool } }) =>
        tool === undefined || definition === undefined
          ? definition
          : tool({ ...definition }, { ...entry.annotations }),
      Wire.tool(revision, entry.definition())
    )

const sources = (
  core: Core,
  revision: Revision.Revision,
  extensions: Extensions
): ReadonlyArray<Source> => [
  {
    method: "tools/list",
    member: "tools",
    entries: () => core.registry.tools.entries(),
    wire: listedTool(revision, extensions),
    feature: toolFeature
  },
  {
    method: "prompts/list",
    member: "prompts",
    entries: () => core.registry.prompts.entries(),
    wire: (entry: PromptEntry) => Wire.prompt(revision, entry.definition()),
    feature: (_: PromptEntry, key) => feature("prompt", key)
  },
  {
    method: "resources/list",
    member: "resources",
    entries: () => core.registry.resources.entries(),
    wire: (entry: ResourceEntry) => Wire.resource(revision, entry.definition),
    feature: (_: ResourceEntry, key) => feature("resource", key)
  },
  {
    method: "resources/templates/list",
    member: "resourceTemplates",
    entries: () => core.registry.templates.entries(),
    wire: (entry: TemplateEntry) => Wire.resourceTemplate(revision, entry.definition),
    feature: (_: TemplateEntry, key) => feature("resourceTemplate", key)
  }
]

const capabilityOf: Readonly<Record<string, "tools" | "prompts" | "resources">> = {
  "tools/list": "tools",
  "prompts/list": "prompts",
  "resources/list": "resources",
  "resources/templates/list": "resources"
}

/** Results as text, with what the revision wants every list to say. */
const textOf = (core: Core, revision: Revision.Revision): ResultText.ResultText => {
  const make = (cacheScope: "public" | "private") => {
    const hint = { ttlMs: core.listTtl, cacheScope }
    return ResultText.make({
      revision,
      info: core.signResults ? core.info : undefined,
      cache: Object.fromEntries(Object.keys(capabilityOf).map((method) => [method, hint]))
    })
  }
  const shared = make("public")
  const own = make("private")
  return (method, result) => (core.guards.discriminate ? own : shared)(method, result)
}

const handler = (core: Core, listing: Listing, revision: Revision.Revision, method: string) => {
  const capability = capabilityOf[method]
  const run = (request: McpRequest.Request): Handler.Outcome<Handler.RequestServices> => {
    if (capability === undefined || core.capabilities(revision)[capability] === undefined) {
      return Exit.fail(RpcError.methodNotFound(method))
    }
    const cursor = request.params?.["cursor"]
    if (cursor !== undefined && typeof cursor !== "string") {
      return Exit.fail(RpcError.invalidParams("cursor must be a string"))
    }
    return core.guards.hides
      ? Effect.flatMap(core.guards.sight(request), (sees) => listing.page(cursor, sees))
      : listing.page(cursor)
  }
  return { run }
}

export const listMethods = (
  core: Core,
  revision: Revision.Revision,
  extensions: Extensions
): Handler.Handlers<never> => {
  const text = textOf(core, revision)
  return Object.fromEntries(
    sources(core, revision, extensions).map((source) => [
      source.method,
      handler(core, new Listing(core, source, text), revision, source.method)
    ])
  )
}
