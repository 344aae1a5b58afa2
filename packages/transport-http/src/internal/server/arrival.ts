/**
 * A message on its way in: a body that is bounded in size and time, and what it says. Whatever goes wrong with it ends
 * this request, and nothing else.
 *
 * Extended, and not held, since there is one for each request.
 */
import type { Deadlines } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"

import type { BodyProblem, BodyReader, HttpExchange } from "../../HttpExchange.ts"
import type { Core } from "./core.ts"
import * as Refusal from "./refusal.ts"

/** @since 0.1.0 */
export abstract class Arrival implements BodyReader {
  protected readonly core: Core
  protected readonly http: HttpExchange
  protected timer: Deadlines.Deadline | undefined
  /** The HTTP response is decided on, or nobody waits for it. */
  protected settled = false

  constructor(core: Core, http: HttpExchange) {
    this.core = core
    this.http = http
  }

  /** May throw: that is our mistake, and is answered as such. */
  protected abstract take(message: JsonRpc.Parsed): void

  read(): void {
    const { bodyTimeout, maxBodyBytes } = this.core.settings
    this.timer = this.core.deadlines.after(bodyTimeout, () =>
      this.refuse(Refusal.tooSlow(bodyTimeout))
    )
    this.http.read(maxBodyBytes, this)
  }

  noBody(problem: BodyProblem): void {
    if (!this.arrived()) return
    const refusal = Refusal.noBody(problem, this.core.settings.maxBodyBytes)
    if (refusal === undefined) this.over()
    else this.refuse(refusal)
  }

  body(text: string): void {
    if (!this.arrived()) return
    const message = JsonRpc.parse(text)
    try {
      this.take(message)
    } catch (defect) {
      // whoever called has no use for it, and it must not end the process
      this.core.log("A message could not be taken", defect)
      this.refuse(Refusal.internal, idOf(message))
    }
  }

  protected refuse(refusal: Refusal.Refusal, id?: JsonRpc.RequestId): void {
    if (this.settled) return
    this.over()
    this.core.refuse(this.http, refusal, id)
  }

  protected over(): void {
    this.settled = true
    this.timer?.cancel()
  }

  private arrived(): boolean {
    this.timer?.cancel()
    this.timer = undefined
    return !this.settled
  }
}

/** Of a request that is alone. */
export const idOf = (message: JsonRpc.Parsed): JsonRpc.RequestId | undefined =>
  message._tag === "Request" ? message.id : undefined
