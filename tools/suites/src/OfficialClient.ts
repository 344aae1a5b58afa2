/**
 * The official clients behind one narrow interface, so that one suite drives them all.
 *
 * Nothing here interprets a message: an adaptor only names the method of its SDK and hands over
 * what came back.
 */
import { Client as V2Client } from "@modelcontextprotocol/client"
import { Client as V1Client } from "@modelcontextprotocol/sdk/client/index.js"
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema
} from "@modelcontextprotocol/sdk/types.js"

import * as OfficialTransport from "./OfficialTransport.ts"

export type Json = { readonly [key: string]: unknown }

/** What the person or model at the client answers, and what arrives unasked. */
export interface Host {
  readonly elicit: (params: Json) => Json
  readonly sample: (params: Json) => Json
  readonly roots: () => Json
  readonly notified: (method: string, params: Json) => void
}

export interface CallOptions {
  readonly onProgress?: (progress: Json) => void
  readonly signal?: AbortSignal
  /** Told by what the call could be gone on with, as often as that changes. */
  readonly onToken?: (token: string) => void
}

export interface OfficialClient {
  /** The revision it says it speaks. */
  readonly revision: string
  readonly server: Json
  readonly capabilities: Json
  readonly listTools: (cursor?: string) => Promise<Json>
  readonly callTool: (name: string, args: Json, options?: CallOptions) => Promise<Json>
  readonly listResources: () => Promise<Json>
  readonly listResourceTemplates: () => Promise<Json>
  readonly listPrompts: () => Promise<Json>
  readonly readResource: (uri: string) => Promise<Json>
  readonly getPrompt: (name: string, args: { [name: string]: string }) => Promise<Json>
  readonly complete: (prompt: string, argument: string, value: string) => Promise<Json>
  /** Asks for log messages from now on; where a revision asks per call, every call does. */
  readonly setLogLevel: ((level: "debug" | "info" | "error") => Promise<unknown>) | undefined
  /** Change notifications of one resource and the tool list, by whichever means the revision has. */
  readonly subscribe: (uri: string) => Promise<() => Promise<unknown>>
  readonly close: () => Promise<void>
}

export interface Mode {
  readonly name: string
  /** The revision this mode must end up speaking with a server that has them all. */
  readonly expects: string
  readonly connect: (target: OfficialTransport.Target, host: Host) => Promise<OfficialClient>
}

const info = { name: "official", version: "1.0.0" }
const capabilities = {
  elicitation: { form: {}, url: {} },
  sampling: { tools: {} },
  roots: { listChanged: true }
}

const requestOptions = (options: CallOptions | undefined) => ({
  timeout: 15_000,
  ...(options?.onProgress === undefined ? {} : { onprogress: options.onProgress as () => void }),
  ...(options?.signal === undefined ? {} : { signal: options.signal }),
  ...(options?.onToken === undefined ? {} : { onresumptiontoken: options.onToken })
})

const connectV1: Mode["connect"] = async (target, host) => {
  const client = new V1Client(info, { capabilities })
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => host.elicit(params) as never)
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => host.sample(params) as never)
  client.setRequestHandler(ListRootsRequestSchema, () => host.roots() as never)
  for (const schema of [
    LoggingMessageNotificationSchema,
    ResourceUpdatedNotificationSchema,
    ToolListChangedNotificationSchema
  ]) {
    client.setNotificationHandler(schema as typeof LoggingMessageNotificationSchema, (message) =>
      host.notified(message.method, message.params ?? {})
    )
  }
  const { leave, transport } = OfficialTransport.v1(target)
  const told = transport.setProtocolVersion?.bind(transport)
  let revision = ""
  transport.setProtocolVersion = (version) => {
    revision = version
    told?.(version)
  }
  await client.connect(transport)
  return {
    revision,
    server: client.getServerVersion() ?? {},
    capabilities: client.getServerCapabilities() ?? {},
    listTools: (cursor) => client.listTools(cursor === undefined ? {} : { cursor }),
    callTool: (name, args, options) =>
      client.callTool({ name, arguments: args }, undefined, requestOptions(options)),
    listResources: () => client.listResources(),
    listResourceTemplates: () => client.listResourceTemplates(),
    listPrompts: () => client.listPrompts(),
    readResource: (uri) => client.readResource({ uri }),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    complete: (name, argument, value) =>
      client.complete({ ref: { type: "ref/prompt", name }, argument: { name: argument, value } }),
    setLogLevel: (level) => client.setLoggingLevel(level),
    subscribe: async (uri) => {
      await client.subscribeResource({ uri })
      return () => client.unsubscribeResource({ uri })
    },
    close: () => leave().finally(() => client.close())
  }
}

type Negotiation = "legacy" | "auto" | { readonly pin: string }

const connectV2 =
  (mode: Negotiation): Mode["connect"] =>
  async (target, host) => {
    const client = new V2Client(info, { capabilities, versionNegotiation: { mode } })
    client.setRequestHandler("elicitation/create", ({ params }) => host.elicit(params) as never)
    client.setRequestHandler("sampling/createMessage", ({ params }) => host.sample(params) as never)
    client.setRequestHandler("roots/list", () => host.roots() as never)
    for (const method of [
      "notifications/message",
      "notifications/resources/updated",
      "notifications/tools/list_changed"
    ] as const) {
      client.setNotificationHandler(method, (message) =>
        host.notified(method, (message.params ?? {}) as Json)
      )
    }
    const { leave, transport } = OfficialTransport.v2(target)
    await client.connect(transport)
    const isModern = client.getProtocolEra() === "modern"
    return {
      revision: client.getNegotiatedProtocolVersion() ?? "",
      server: client.getServerVersion() ?? {},
      capabilities: client.getServerCapabilities() ?? {},
      listTools: (cursor) => client.listTools(cursor === undefined ? {} : { cursor }),
      callTool: (name, args, options) =>
        client.callTool({ name, arguments: args }, requestOptions(options)),
      listResources: () => client.listResources(),
      listResourceTemplates: () => client.listResourceTemplates(),
      listPrompts: () => client.listPrompts(),
      readResource: (uri) => client.readResource({ uri }),
      getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
      complete: (name, argument, value) =>
        client.complete({ ref: { type: "ref/prompt", name }, argument: { name: argument, value } }),
      setLogLevel: isModern ? undefined : (level) => client.setLoggingLevel(level),
      subscribe: async (uri) => {
        if (isModern) {
          const subscription = await client.listen({
            toolsListChanged: true,
            resourceSubscriptions: [uri]
          })
          return () => subscription.close()
        }
        await client.subscribeResource({ uri })
        return () => client.unsubscribeResource({ uri })
      },
      close: () => leave().finally(() => client.close())
    }
  }

export const v1: Mode = { name: "official v1", expects: "2025-11-25", connect: connectV1 }

export const modes: ReadonlyArray<Mode> = [
  v1,
  { name: "official v2, legacy", expects: "2025-11-25", connect: connectV2("legacy") },
  { name: "official v2, auto", expects: "2026-07-28", connect: connectV2("auto") },
  {
    name: "official v2, pinned",
    expects: "2026-07-28",
    connect: connectV2({ pin: "2026-07-28" })
  }
]
