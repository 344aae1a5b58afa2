/**
 * A call that the server may end by asking.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#basic-workflow
 * @since 0.1.0
 */
import type { InputRequired } from "@effect-mcp/schema"
import type * as Effect from "effect/Effect"

import type { ClientError } from "./ClientError.ts"

/**
 * One round, seen by somebody who answers by hand. `answer` makes the next one; a round is answered once.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputresponses
 * @since 0.1.0
 */
export type Round<A> =
  | { readonly _tag: "Complete"; readonly result: A }
  | {
      readonly _tag: "InputRequired"
      /** By key. Empty: the server only wants to be called again. */
      readonly requests: InputRequired.InputRequests
      readonly answer: (
        responses: InputRequired.InputResponses
      ) => Effect.Effect<Round<A>, ClientError>
    }
