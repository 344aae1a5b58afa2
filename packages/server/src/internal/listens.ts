/**
 * Listen streams: a request that stays open, and what changes on it.
 */
import {
  Extension,
  Handler,
  Held,
  JsonObject,
  type McpRequest,
  type RpcError
} from "@effect-mcp/protocol"
import { Meta, Subscription } from "@effect-mcp/schema"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type { Change, Changes, Listener } from "./changes.ts"
import type { Core } from "./core.ts"
import type { Sees } from "./guards.ts"
import type { Kind } from "./registry.ts"
import { isThere, maxWatched, notificationOf, tooMany, withSight } from "./watching.ts"

type Extensions = ReadonlyArray<Extension.Active<Extension.ServerExtension>>
type Filter = typeof Subscription.SubscriptionFilter.Type

const kinds: Readonly<Record<string, Kind>> = {
  toolsListChanged: "tools",
  promptsListChanged: "prompts",
  resourcesListChanged: "resources"
}

/** What is asked for, and what there is. */
interface Asked {
  readonly core: Core
  readonly filter: Filter
  readonly extensions: Extensions
  readonly sees: Sees | undefined
}

type Honoured = { [member: string]: unknown }

/** One listen request. There may be thousands that hear of nothing, so each is one object and what its filter needs. */
class Listening extends Held.Held {
  private readonly request: McpRequest.Request
  private readonly listens: Listens
  private asked: Asked | undefined
  private kinds: ReadonlyArray<Kind> = none
  private uris: ReadonlySet<string> | undefined
  /** How the extensions that listen too are told that it is over. */
  private closing: Array<() => void> | undefined
  /** What they had to say before the acknowledgment. */
  private early: Array<() => void> | undefined
  /** Stops what has to be waited for before the acknowledgment. */
  private opening: (() => void) | undefined
  private over = false

  constructor(request: McpRequest.Request, listens: Listens, asked: Asked) {
    super()
    this.request = request
    this.listens = listens
    this.asked = asked
  }

  wants(change: Change): boolean {
    return change._tag === "List"
      ? this.kinds.includes(change.kind)
      : this.uris?.has(change.uri) === true
  }

  tell(change: Change): void {
    this.send(...notificationOf(change))
  }

  /** The server ends it well. */
  finish(): void {
    this.end(Exit.succeed({ _meta: this.tag }))
  }

  /** The acknowledgment comes first; what happened while opening comes after it. */
  protected override opened(): void {
    const { asked } = this
    if (asked === undefined) return this.finish()
    const honoured: Honoured = {}
    const refused = this.honour(asked, honoured)
    if (refused !== undefined) return this.end(Exit.fail(refused))
    this.asked = undefined
    const members = ownMembers(asked, this.request)
    if (members.length === 0) return this.acknowledge(honoured)
    this.early = []
    this.opening = this.listens.run(this.extend(members, honoured), (exit) => {
      this.opening = undefined
      if (Exit.isSuccess(exit)) return this.acknowledge(honoured)
      // It was stopped meanwhile, or this ends it.
      this.end(Exit.failCause(exit.cause))
    })
  }

  private acknowledge(honoured: Honoured): void {
    this.listens.add(this)
    this.send("notifications/subscriptions/acknowledged", { notifications: honoured })
    const { early = [] } = this
    this.early = undefined
    for (const tell of early) tell()
  }

  protected override closed(): void {
    this.over = true
    this.opening?.()
    this.listens.delete(this)
    const { closing = [] } = this
    this.closing = undefined
    for (const close of closing) close()
  }

  private get tag(): JsonObject.JsonObject {
    return { [Meta.subscriptionId]: this.request.id }
  }

  /** Takes up what was asked for as far as this server has it. */
  private honour({ core, filter, sees }: Asked, honoured: Honoured): RpcError.RpcError | undefined {
    const declared = core.capabilities(this.request.revision)
    const members = Object.entries(kinds).filter(
      ([member, kind]) => filter[member] === true && declared[kind] !== undefined
    )
    if (members.length > 0) this.kinds = members.map(([, kind]) => kind)
    for (const [member] of members) honoured[member] = true
    const asked = [...new Set(filter.resourceSubscriptions ?? [])]
    if (asked.length > maxWatched) return tooMany
    const uris =
      declared.resources === undefined ? [] : asked.filter((uri) => isThere(core, uri, sees))
    if (uris.length === 0) return undefined
    this.uris = new Set(uris)
    honoured["resourceSubscriptions"] = uris
    return undefined
  }

  /** Lets the extensions take up their members; what one refuses refuses all. */
  private extend(
    members: ReadonlyArray<Member>,
    honoured: Honoured
  ): Effect.Effect<void, RpcError.RpcError> {
    const subscriber: Extension.Subscriber = {
      request: this.request,
      notify: (method, params) => this.notify(method, params)
    }
    return Effect.forEach(
      members,
      ({ asked, listen, name }) =>
        Effect.uninterruptible(
          Effect.map(listen(asked, subscriber), (heard): void => {
            if (heard === undefined) return
            if (this.over) return heard.close()
            honoured[name] = heard.honoured
            ;(this.closing ??= []).push(heard.close)
          })
        ),
      { discard: true }
    )
  }

  private notify(method: string, params: JsonObject.JsonObject): void {
    if (this.early === undefined) this.send(method, params)
    else this.early.push(() => this.send(method, params))
  }

  private send(method: string, params: JsonObject.JsonObject = {}): void {
    const meta = { ...(params["_meta"] as JsonObject.JsonObject | undefined), ...this.tag }
    this.request.notify(method, { ...params, _meta: meta })
  }
}

const none: ReadonlyArray<Kind> = []

/** A member of the filter that an extension has added. */
interface Member {
  readonly name: string
  readonly asked: unknown
  readonly listen: Extension.ListenFilter
}

/** Those that were asked for, of extensions that the client takes part in. */
const ownMembers = (
  { extensions, filter }: Asked,
  request: McpRequest.Request
): ReadonlyArray<Member> =>
  extensions
    .filter((extension) => Extension.isAgreed(extension, request.peer.capabilities))
    .flatMap(({ part }) => Object.entries(part.listen ?? {}))
    .filter(([name]) => filter[name] !== undefined)
    .map(([name, listen]) => ({ name, asked: filter[name], listen }))

/** All open listen requests, so that what changes is told to each, and the server can end them well. */
export class Listens implements Listener {
  private readonly open = new Set<Listening>()
  private readonly context: Context.Context<never>

  constructor(changes: Changes, context: Context.Context<never>) {
    this.context = context
    changes.listen(this)
  }

  /** Tells the end of `work`, at once if it is done at once; else gives what stops it. */
  run<A, E>(
    work: Effect.Effect<A, E>,
    ended: (exit: Exit.Exit<A, E>) => void
  ): (() => void) | undefined {
    const fiber = Effect.runForkWith(this.context)(work)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) {
      ended(exit)
      return undefined
    }
    fiber.addObserver(ended)
    return () => fiber.interruptUnsafe()
  }

  /** Ends each with its result. */
  readonly end: Effect.Effect<void> = Effect.sync(() => {
    for (const listening of this.open) listening.finish()
  })

  wants(change: Change): boolean {
    for (const listening of this.open) if (listening.wants(change)) return true
    return false
  }

  tell(change: Change): void {
    for (const listening of this.open) if (listening.wants(change)) listening.tell(change)
  }

  add(listening: Listening): void {
    this.open.add(listening)
  }

  delete(listening: Listening): void {
    this.open.delete(listening)
  }

  handler(core: Core, extensions: Extensions): Handler.Handler<never> {
    const listen = (filter: Filter, request: McpRequest.Request) =>
      withSight(
        core,
        request,
        (sees) => new Listening(request, this, { core, filter, extensions, sees })
      )
    const decoded = Handler.decoded<
      typeof Subscription.SubscriptionsListenRequestParams,
      Handler.RequestServices
    >(Subscription.SubscriptionsListenRequestParams, ({ notifications }, request) =>
      listen(notifications, request)
    )
    return {
      run: (request) => {
        const filter = request.params?.["notifications"]
        return isFilter(filter) ? listen(filter, request) : decoded.run(request)
      }
    }
  }
}

/** Without the schema, which is for saying what is wrong: thousands may come back at once after a restart. */
const isFilter = (value: unknown): value is Filter => {
  if (!JsonObject.is(value)) return false
  const { resourceSubscriptions: uris = [] } = value
  return (
    Object.keys(kinds).every((member) => isFlag(value[member])) &&
    Array.isArray(uris) &&
    uris.every((uri) => typeof uri === "string")
  )
}

const isFlag = (value: unknown): boolean => value === undefined || typeof value === "boolean"
