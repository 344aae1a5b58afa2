/**
 * A server put together: registry, guards, changes, and the methods over them.
 */
import { Endpoint, Extension, type Handler, RpcError } from "@effect-mcp/protocol"
import {
  type Capabilities,
  type Implementation,
  Meta,
  type Revision,
  Revisions
} from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"

import type { FeatureKind, McpServer, Options } from "../McpServer.ts"
import { callMethods } from "./callMethods.ts"
import { Changes } from "./changes.ts"
import type { Core } from "./core.ts"
import { Guards } from "./guards.ts"
import { Listens } from "./listens.ts"
import { listMethods } from "./listMethods.ts"
import { Pages } from "./pages.ts"
import { Registry } from "./registry.ts"
import { RootsChanges } from "./rootsChanges.ts"
import { tellServed } from "./served.ts"
import { Sessions, setLevel, subscribeMethods } from "./sessions.ts"

const infoOf = (options: Options): Implementation.Implementation => ({
  name: options.name,
  version: options.version,
  ...(options.title === undefined ? undefined : { title: options.title }),
  ...(options.description === undefined ? undefined : { description: options.description }),
  ...(options.websiteUrl === undefined ? undefined : { websiteUrl: options.websiteUrl }),
  ...(options.icons === undefined ? undefined : { icons: options.icons })
})

/** What there is declares itself, and so does what is announced. */
const capabilitiesOf = (
  registry: Registry,
  declares: ReadonlyArray<FeatureKind>
): Capabilities.ServerCapabilities => {
  const has = (kind: FeatureKind, size: number) => size > 0 || declares.includes(kind)
  return {
    logging: {},
    ...(has("tools", registry.tools.size) ? { tools: { listChanged: true } } : undefined),
    ...(has("prompts", registry.prompts.size) ? { prompts: { listChanged: true } } : undefined),
    ...(has("resources", registry.resources.size + registry.templates.size)
      ? { resources: { subscribe: true, listChanged: true } }
      : undefined),
    ...(has("completions", registry.completes ? 1 : 0) ? { completions: {} } : undefined)
  }
}

const coreOf = (options: Options): Core => {
  const registry = new Registry()
  const changes = new Changes()
  registry.onChange((kind) => changes.happened({ _tag: "List", kind }))
  const declares = options.declares ?? []
  return {
    info: infoOf(options),
    signResults: options.signResults ?? true,
    registry,
    guards: new Guards(),
    changes,
    pageSize: Math.max(1, options.pageSize ?? 250),
    listTtl: Math.trunc(Duration.toMillis(options.listTtl ?? 0)),
    capabilities: () => capabilitiesOf(registry, declares)
  }
}

/** Everything there is, less what the revision does not have. */
const methodsOf =
  (
    core: Core,
    sessions: Sessions,
    listens: Listens,
    extensions: ReadonlyArray<Extension.Extension>
  ) =>
  (revision: Revision.Revision): Handler.Handlers<never> => {
    const active = Extension.onServer(extensions, revision)
    const { requests } = revision.client
    const all: Handler.Handlers<never> = {
      ...listMethods(core, revision, active),
      ...callMethods(core, revision),
      ...subscribeMethods(core, sessions),
      "subscriptions/listen": listens.handler(core, active),
      "logging/setLevel": setLevel
    }
    return Object.fromEntries(
      Object.entries(all).filter(([method]) => requests[method] !== undefined)
    )
  }

/** A level that a request asks for by a name nobody has is the caller's mistake. */
const knownLevel: Handler.Around = (next, request) => {
  if (request.revision.logging !== "Request") return next
  const level = request.meta[Meta.logLevel]
  return level === undefined || request.logLevel !== undefined
    ? next
    : Exit.fail(RpcError.invalidParams(`Unknown log level: ${JSON.stringify(level).slice(0, 64)}`))
}

/** The work that authors write; a subscription stays. */
const worked = new Set(["tools/call", "resources/read", "prompts/get", "completion/complete"])

const bounded = (callTimeout: Options["callTimeout"]): ((method: string) => number) | undefined => {
  if (callTimeout === undefined) return undefined
  const millis = Duration.toMillis(callTimeout)
  return (method) => (worked.has(method) ? millis : Infinity)
}

const rootsChanged = "notifications/roots/list_changed"

export const makeServer = (
  options: Options
): Effect.Effect<
  {
    readonly server: McpServer["Service"]
    readonly endpoint: Endpoint.Endpoint["Service"]
  },
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const context = yield* Effect.context()
    const core = coreOf(options)
    const extensions = Extension.allFor(context, core.info)
    const sessions = new Sessions(core.changes)
    const listens = new Listens(core.changes, context)
    tellServed(core, extensions)
    const draining = extensions.flatMap(({ draining }) => draining ?? [])
    const rootsChanges = new RootsChanges()
    const endpoint = yield* Endpoint.make({
      info: core.info,
      instructions: options.instructions,
      revisions: options.revisions ?? Revisions.all,
      capabilities: core.capabilities,
      handlers: methodsOf(core, sessions, listens, extensions),
      extensions,
      signResults: core.signResults,
      cache: { "server/discover": { ttlMs: core.listTtl, cacheScope: "public" } },
      questions: options.questions,
      limits: options.limits,
      notifications: ({ client }) =>
        client.notifications[rootsChanged] === undefined
          ? {}
          : { [rootsChanged]: rootsChanges.notified },
      maxDuration: bounded(options.callTimeout),
      opened: sessions.opened,
      closed: sessions.closed,
      around: knownLevel
    })
    yield* Effect.addFinalizer(() => listens.end)
    return {
      server: {
        resourceUpdated: (uri) =>
          Effect.sync(() => core.changes.happened({ _tag: "Resource", uri })),
        registry: core.registry,
        guards: core.guards,
        pages: new Pages(),
        rootsChanges
      },
      endpoint: {
        ...endpoint,
        drain: Effect.all([listens.end, ...draining, endpoint.drain], { discard: true })
      }
    }
  })
