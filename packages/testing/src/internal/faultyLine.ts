/**
 * One connection over a line that does to each message what a rule decides.
 *
 * @since 0.1.0
 */
import type { ClientTransport, TransportError } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

import type { Fault, Frame } from "../Faults.ts"

/** @since 0.1.0 */
export interface Options {
  readonly decide: (frame: Frame) => Fault | undefined
  readonly later: (by: Duration.Input, arrive: () => void) => void
  /** What both ways of the connection end with once it was cut. */
  readonly lost: TransportError.TransportError
  readonly sink: ClientTransport.Sink
}

/** @since 0.1.0 */
export class FaultyLine {
  readonly #options: Options
  readonly #methods = new Map<string, string>()
  /** Of the connection beneath, which a cut closes before its user does. */
  readonly scope = Scope.makeUnsafe()
  #ended: TransportError.TransportError | undefined = undefined

  constructor(options: Options) {
    this.#options = options
  }

  open(
    transport: ClientTransport.ClientTransport["Service"]
  ): Effect.Effect<ClientTransport.Channel, TransportError.TransportError, Scope.Scope> {
    const inner = {
      receive: (message: JsonRpc.Parsed) => this.#receive(message),
      closed: (reason: TransportError.TransportError) => this.#end(reason)
    }
    const { scope } = this
    return Effect.gen({ self: this }, function* () {
      yield* Effect.addFinalizer((exit) => Scope.close(scope, exit))
      return this.#channel(yield* Scope.provide(transport.open(inner), scope))
    })
  }

  #channel(channel: ClientTransport.Channel): ClientTransport.Channel {
    const transmit = (out: ClientTransport.Outbound): void => {
      if (this.#ended === undefined) Effect.runFork(Effect.ignore(channel.send(out)))
    }
    return {
      send: (out) =>
        Effect.suspend(() => {
          if (this.#ended !== undefined) return Effect.fail(this.#ended)
          const fault = this.#decide("server", JsonRpc.parse(out.frame))
          if (fault === undefined) return channel.send(out)
          this.#suffer(fault, () => transmit(out))
          return Effect.void
        }),
      abandon: (id) => channel.abandon(id),
      negotiated: (revision) => channel.negotiated(revision)
    }
  }

  #receive(message: JsonRpc.Parsed): void {
    const arrive = (): void => {
      if (this.#ended === undefined) this.#options.sink.receive(message)
    }
    const fault = this.#decide("client", message)
    if (fault === undefined) arrive()
    else this.#suffer(fault, arrive)
  }

  #suffer(fault: Fault, arrive: () => void): void {
    switch (fault._tag) {
      case "Delay":
        return this.#options.later(fault.by, arrive)
      case "Drop":
        return
      case "Duplicate":
        for (let time = 0; time < fault.times; time++) arrive()
        return
      case "Cut":
        this.#end(this.#options.lost)
        Effect.runFork(Scope.close(this.scope, Exit.void))
    }
  }

  #decide(to: Frame["to"], message: JsonRpc.Parsed): Fault | undefined {
    const isCall = message._tag === "Request" || message._tag === "Notification"
    const isAnswer = message._tag === "Result" || message._tag === "Error"
    if (message._tag === "Request") this.#methods.set(key(to, message.id), message.method)
    const asked = to === "client" ? "server" : "client"
    return this.#options.decide({
      to,
      message,
      method: isCall ? message.method : undefined,
      answers: isAnswer ? this.#methods.get(key(asked, message.id)) : undefined
    })
  }

  #end(reason: TransportError.TransportError): void {
    if (this.#ended !== undefined) return
    this.#ended = reason
    this.#options.sink.closed(reason)
  }
}

const key = (to: Frame["to"], id: JsonRpc.RequestId | undefined): string =>
  `${to} ${JSON.stringify(id)}`
