/** The yes that a call of a tool needs, where somebody wants to be asked. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

import { type ClientError, NotApproved } from "../ClientError.ts"
import { ToolApproval } from "../ToolApproval.ts"
import type { Parts } from "./parts.ts"
import { failed } from "./reason.ts"
import type { Session } from "./session.ts"

/** Goes on only if the call may be made. */
export type Approved = (params: {
  readonly name: string
  readonly arguments?: { readonly [name: string]: unknown }
}) => Effect.Effect<void, ClientError>

export const make = ({ context, output }: Parts, session: Session): Approved | undefined => {
  const approval = Context.getOrUndefined(context as Context.Context<ToolApproval>, ToolApproval)
  if (approval === undefined) return undefined
  return ({ arguments: args, name }) => {
    const server = session.opened.agreement.info
    const asked = approval.approve({ name, arguments: args, tool: output.tool(name), server })
    return Effect.flatMap(asked, (yes) =>
      yes ? Effect.void : Effect.fail(failed("tools/call", new NotApproved({ tool: name })))
    )
  }
}
