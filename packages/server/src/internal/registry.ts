/**
 * Everything a server has to offer, at this moment.
 */
import type { Handler, McpRequest } from "@effect-mcp/protocol"
import type { Payload, Prompt, Resource, Tool } from "@effect-mcp/schema"
import type * as Effect from "effect/Effect"

import type { ToolAnnotations } from "../ToolAnnotations.ts"
import type { UriTemplate, Values } from "../UriTemplate.ts"
import { Collection } from "./collection.ts"
import type { NotFound } from "./notFound.ts"

/** The work of a call: services and all, ready to be run. */
export type Work<A> = Effect.Effect<A, Handler.Failure, Handler.RequestServices>

/** What reading a resource can fail with. */
export type ReadFailure = Handler.Failure | NotFound

/** Reading, which may find that there is nothing. */
export type Reads = Effect.Effect<Resource.ReadResourceResult, ReadFailure, Handler.RequestServices>

/** What can be completed: suggestions for what was typed, given what is known already. */
export type Completer = (
  value: string,
  known: { readonly [argument: string]: string }
) => Work<ReadonlyArray<string>>

export type Completers = ReadonlyMap<string, Completer>

export interface ToolEntry {
  readonly definition: () => Tool.Tool
  readonly annotations: ToolAnnotations
  readonly call: (
    args: { readonly [key: string]: unknown },
    request: McpRequest.Request
  ) => Work<Tool.CallToolResult>
  /** What the call comes to before the handler runs: its arguments are wrong. */
  readonly refusal: (
    args: { readonly [key: string]: unknown },
    request: McpRequest.Request
  ) => Work<Tool.CallToolResult | undefined>
}

/** How long what is read may be kept, and by whom. */
export interface Hint {
  readonly ttlMs: number
  readonly cacheScope: Payload.CacheScope
}

export interface ResourceEntry {
  readonly definition: Resource.Resource
  readonly hint: Hint
  readonly read: () => Reads
}

export interface TemplateEntry {
  readonly definition: Resource.ResourceTemplate
  readonly template: UriTemplate
  readonly hint: Hint
  /** The variables of a URI of this template; `undefined` for any other. */
  readonly match: (uri: string) => Values | undefined
  readonly read: (uri: string, values: Values) => Reads
  readonly completers: Completers
}

export interface PromptEntry {
  readonly definition: () => Prompt.Prompt
  readonly get: (args: { readonly [key: string]: string }) => Work<Prompt.GetPromptResult>
  readonly completers: Completers
}

/** The lists that can change. */
export type Kind = "tools" | "prompts" | "resources"

export class Registry {
  readonly tools: Collection<ToolEntry>
  readonly resources: Collection<ResourceEntry>
  readonly templates: Collection<TemplateEntry>
  readonly prompts: Collection<PromptEntry>
  private specific: ReadonlyArray<TemplateEntry> | undefined
  private readonly listeners = new Set<(kind: Kind) => void>()

  constructor() {
    this.tools = new Collection(() => this.changed("tools"))
    this.resources = new Collection(() => this.changed("resources"))
    this.templates = new Collection(() => {
      this.specific = undefined
      this.changed("resources")
    })
    this.prompts = new Collection(() => this.changed("prompts"))
  }

  onChange(listener: (kind: Kind) => void): void {
    this.listeners.add(listener)
  }

  /** Templates, those that fix more of a URI first: where two match, the narrower one answers. */
  get templatesByWeight(): ReadonlyArray<TemplateEntry> {
    return (this.specific ??= this.templates
      .entries()
      .map(([, entry]) => entry)
      .sort((a, b) => weight(b.template) - weight(a.template)))
  }

  get completes(): boolean {
    return this.prompts.entries().some(hasCompleter) || this.templates.entries().some(hasCompleter)
  }

  private changed(kind: Kind): void {
    for (const listener of this.listeners) listener(kind)
  }
}

const hasCompleter = ([, entry]: readonly [string, { readonly completers: Completers }]): boolean =>
  entry.completers.size > 0

const weight = (template: UriTemplate): number =>
  template.parts.reduce((sum, part) => sum + (part._tag === "Literal" ? part.text.length : 0), 0)
