/**
 * The part of a message that its method's schema is for, and the schema of the revision it was said in.
 */
import { InputRequired, JsonRpc, type Revision, Revisions } from "@effect-mcp/schema"
import type { Schema } from "effect"

import * as TaskShapes from "./TaskShapes.ts"
import type * as Transcript from "./Transcript.ts"

export interface Payload {
  readonly schema: Schema.ConstraintDecoder<unknown>
  readonly value: unknown
}

export const revisionOf = (version: string): Revision.Revision => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(`No revision ${version}`)
  return revision
}

const other = (side: Transcript.Side): Transcript.Side => (side === "client" ? "server" : "client")

/** `undefined` where the revision has no such message. */
export const payloadOf = (read: Transcript.Read): Payload | undefined =>
  TaskShapes.payloadOf(read) ?? core(read)

const core = ({ envelope, line, method }: Transcript.Read): Payload | undefined => {
  const revision = revisionOf(line.revision)
  switch (envelope._tag) {
    case "Request": {
      const row = revision[line.from].requests[envelope.method]
      return row && { schema: row.params, value: envelope.params ?? {} }
    }
    case "Notification": {
      const row = revision[line.from].notifications[envelope.method]
      return row && { schema: row.params, value: envelope.params ?? {} }
    }
    case "Result": {
      const row = revision[other(line.from)].requests[method ?? ""]
      const asks = row?.asks === true && envelope.result["resultType"] === "input_required"
      const schema = asks ? InputRequired.InputRequiredResult : row?.result
      return schema && { schema, value: envelope.result }
    }
    case "Error":
      return { schema: JsonRpc.ErrorObject, value: envelope.error }
    default:
      return undefined
  }
}
