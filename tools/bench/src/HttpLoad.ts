/**
 * The load of the `http` suite, as a program: `HttpLoad.ts PORT CONNECTIONS WARM SECONDS`, each connection with
 * one call at a time and, in the handshake era, a session of its own.
 */
import * as HttpConnection from "./HttpConnection.ts"
import type * as HttpReply from "./HttpReply.ts"
import * as HttpRequest from "./HttpRequest.ts"
import * as Messages from "./Messages.ts"
import { Window } from "./Window.ts"

const [port = 0, connections = 0, warmSeconds = 0, seconds = 0] = process.argv.slice(2).map(Number)
const era = process.env["REVISION"] === "2026-07-28" ? "stateless" : "handshake"

const expected = JSON.stringify(Messages.text)
const idOf = /"id":(\d+)/

const check = (id: number, { status, body }: HttpReply.Reply): void => {
  const right =
    status === 200 &&
    Number(idOf.exec(body)?.[1]) === id &&
    body.includes(expected) &&
    !body.includes('"isError":true')
  if (!right) throw new Error(`${status} ${body.slice(0, 300)}`)
}

class Caller {
  private id = 0
  private connection: HttpConnection.HttpConnection
  private readonly echo: (id: number) => string

  constructor(connection: HttpConnection.HttpConnection, route: HttpRequest.Route) {
    this.connection = connection
    this.echo = HttpRequest.echo(route)
  }

  async call(): Promise<void> {
    if (this.connection.closed) this.connection = await HttpConnection.open(port)
    const id = ++this.id
    check(id, await this.connection.ask(this.echo(id)))
  }
}

const open = async (): Promise<Caller> => {
  const connection = await HttpConnection.open(port)
  return new Caller(connection, await HttpRequest.greet(connection, port, era))
}

const callers = await Promise.all(Array.from({ length: connections }, open))
await new Window().run(connections, (worker) => callers[worker]?.call() ?? Promise.resolve(), {
  warmSeconds,
  seconds
})
process.exit(0)
