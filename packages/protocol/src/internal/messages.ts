/**
 * Messages of our own, as a transport is given them.
 */
import { JsonRpc, Meta, type Revision } from "@effect-mcp/schema"
import * as Fiber from "effect/Fiber"

import type { Outbound } from "../ClientTransport.ts"
import { child, type JsonObject } from "../JsonObject.ts"
import * as RequestNames from "../RequestNames.ts"
import * as TraceContext from "../TraceContext.ts"

type Headers = Outbound["headers"]

/** What is said with a request besides what it asks. */
export interface Beside {
  /** Progress is to be told under the request's own id. */
  readonly wantsProgress: boolean
  /** Further headers, not yet encoded. */
  readonly headers: Headers
}

export class Messages {
  private readonly nameOf: RequestNames.NameOf

  constructor(nameOf: RequestNames.NameOf) {
    this.nameOf = nameOf
  }

  request(
    id: JsonRpc.RequestId,
    method: string,
    params: JsonObject | undefined,
    revision: Revision.Revision | undefined,
    { headers, wantsProgress }: Beside
  ): Outbound {
    const sent = withMeta(params, {
      ...traced(revision),
      ...(wantsProgress && { [Meta.progressToken]: id })
    })
    return {
      frame: JsonRpc.encodeRequest(id, method, sent),
      message: { kind: "request", id, method, params: sent },
      revision,
      headers: this.headers(method, sent, revision, headers)
    }
  }

  notification(
    method: string,
    params: JsonObject | undefined,
    revision: Revision.Revision | undefined
  ): Outbound {
    return {
      frame: JsonRpc.encodeNotification(method, params),
      message: { kind: "notification", id: undefined, method, params },
      revision,
      headers: this.headers(method, params, revision)
    }
  }

  private headers(
    method: string,
    params: JsonObject | undefined,
    revision: Revision.Revision | undefined,
    more?: Headers
  ): Headers {
    return revision?.requestHeaders === true
      ? RequestNames.headers(method, this.nameOf(revision, method, params), more)
      : undefined
  }
}

/** What the caller says itself under `_meta` stays, but for the token. */
const withMeta = (params: JsonObject | undefined, added: JsonObject): JsonObject | undefined => {
  if (Object.keys(added).length === 0) return params
  const { progressToken: token, ...rest } = added
  const own = { ...rest, ...child(params, "_meta") }
  return { ...params, _meta: token === undefined ? own : { ...own, progressToken: token } }
}

/** The span of the fiber that sends, where requests speak for themselves. */
const traced = (revision: Revision.Revision | undefined): JsonObject => {
  const fiber = revision?.lifecycle === "PerRequest" ? Fiber.getCurrent() : undefined
  const span = fiber === undefined ? undefined : TraceContext.current(fiber.context)
  return span === undefined ? {} : TraceContext.write(span)
}
