/**
 * Our client behind the interface that the official ones are driven by, for transcripts.
 */
import { type Client, McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Effect, Exit, Layer, ManagedRuntime, Scope, Stream } from "effect"

import * as Host from "../src/Host.ts"
import type * as OfficialClient from "../src/OfficialClient.ts"
import type { Target } from "../src/OfficialTransport.ts"

type Json = OfficialClient.Json

const asJson = (value: object): Json => ({ ...value })

const methods = {
  tools: "notifications/tools/list_changed",
  prompts: "notifications/prompts/list_changed",
  resources: "notifications/resources/list_changed"
}

const hear = (client: Client.Client, host: OfficialClient.Host) =>
  Stream.runForEach(client.events, (event) =>
    Effect.sync(() => {
      if (event._tag === "ListChanged") host.notified(methods[event.list], {})
      if (event._tag === "LogMessage") host.notified("notifications/message", asJson(event))
      if (event._tag === "ResourceUpdated") {
        host.notified("notifications/resources/updated", { uri: event.uri })
      }
    })
  )

const call =
  (client: Client.Client): OfficialClient.OfficialClient["callTool"] =>
  (name, args, options = {}) =>
    Effect.runPromise(
      client.callTool(name, args, {
        onProgress: (report) => options.onProgress?.(asJson(report))
      }),
      options.signal === undefined ? undefined : { signal: options.signal }
    ).then(asJson)

const subscribe =
  (client: Client.Client): OfficialClient.OfficialClient["subscribe"] =>
  async (uri) => {
    const scope = Scope.makeUnsafe()
    const filter = { toolsListChanged: true, resourceSubscriptions: [uri] }
    await Effect.runPromise(Scope.provide(client.listen(filter), scope))
    return () => Effect.runPromise(Scope.close(scope, Exit.void))
  }

const driven = (
  client: Client.Client,
  close: () => Promise<void>
): OfficialClient.OfficialClient => {
  const run = <A extends object, E>(effect: Effect.Effect<A, E>) =>
    Effect.runPromise(effect).then(asJson)
  return {
    revision: client.revision.version,
    server: asJson(client.server.info ?? {}),
    capabilities: asJson(client.server.capabilities),
    listTools: (cursor) =>
      run(client.request("tools/list", cursor === undefined ? {} : { cursor })),
    callTool: call(client),
    listResources: () => run(client.request("resources/list", {})),
    listResourceTemplates: () => run(client.request("resources/templates/list", {})),
    listPrompts: () => run(client.request("prompts/list", {})),
    readResource: (uri) => run(client.readResource(uri)),
    getPrompt: (name, args) => run(client.getPrompt(name, args)),
    complete: (prompt, name, value) =>
      run(
        client.complete({ ref: { type: "ref/prompt", name: prompt }, argument: { name, value } })
      ),
    setLogLevel: (level) => Effect.runPromise(client.setLogLevel(level)),
    subscribe: subscribe(client),
    close
  }
}

const transportTo = (target: Target) =>
  "command" in target
    ? StdioClient.layer(target).pipe(Layer.provide(SpawnConsent.layerExact(target)))
    : StreamableHttpClient.layer({ url: target.url })

/** Only this revision. */
export const pinned =
  (version: string): OfficialClient.Mode["connect"] =>
  async (target, host) => {
    const runtime = ManagedRuntime.make(Layer.merge(transportTo(target), Host.everybody()))
    const scope = Scope.makeUnsafe()
    const pin = Revisions.byVersion(version)
    const connect = McpClient.connect({ name: "ours", version: "0.0.0", pin })
    const client = await runtime.runPromise(Scope.provide(connect, scope))
    void runtime.runFork(hear(client, host))
    return driven(client, async () => {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      await runtime.dispose()
    })
  }
