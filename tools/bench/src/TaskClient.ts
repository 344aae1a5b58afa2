/** One connection that begins tasks, looks at them and calls a plain tool beside, and remembers what it began. */
import type { HttpConnection } from "./HttpConnection.ts"
import type * as HttpReply from "./HttpReply.ts"
import * as HttpRequest from "./HttpRequest.ts"
import * as Messages from "./Messages.ts"

const taskId = /"taskId":"([^"]+)"/
const status = /"status":"([a-z_]+)"/
const expected = JSON.stringify(Messages.text)

const refuse = ({ body, status }: HttpReply.Reply): never => {
  throw new Error(`${status} ${body.slice(0, 300)}`)
}

export class TaskClient {
  private readonly connection: HttpConnection
  private readonly route: HttpRequest.Route
  private readonly echo: (id: number) => string
  private readonly tasks: Array<string> = []
  private turn = 0
  requests = 0

  constructor(connection: HttpConnection, route: HttpRequest.Route) {
    this.connection = connection
    this.route = route
    this.echo = HttpRequest.echo(route)
  }

  /** From the call to the result, looking as often as it takes. */
  async task(): Promise<void> {
    const { era } = this.route
    const created = await this.post(Messages.job(era, ++this.turn))
    const id = taskId.exec(created.body)?.[1] ?? refuse(created)
    for (;;) {
      const seen = await this.look(id)
      const state = status.exec(seen.body)?.[1]
      if (state === "completed") {
        await this.expectResult(id, seen)
        break
      }
      if (state !== "working") refuse(seen)
    }
    this.tasks.push(id)
  }

  /** The plain tool. */
  async call(): Promise<void> {
    const reply = await this.ask(this.echo(++this.turn))
    if (!reply.body.includes(expected)) refuse(reply)
  }

  /** A look at one of the tasks that are over, each time another one. */
  async poll(): Promise<void> {
    const id = this.tasks[this.turn % this.tasks.length]
    if (id === undefined) throw new Error("there is no task to look at")
    const seen = await this.look(id)
    if (status.exec(seen.body)?.[1] !== "completed") refuse(seen)
  }

  /** The dialect of the handshake has a request of its own for it. */
  private async expectResult(id: string, seen: HttpReply.Reply): Promise<void> {
    const { era } = this.route
    const reply =
      era === "stateless" ? seen : await this.post(Messages.taskResult(era, ++this.turn, id))
    if (!reply.body.includes(expected)) refuse(reply)
  }

  private look(id: string): Promise<HttpReply.Reply> {
    return this.post(Messages.getTask(this.route.era, ++this.turn, id))
  }

  private post(message: Messages.Message): Promise<HttpReply.Reply> {
    return this.ask(HttpRequest.post(this.route, message))
  }

  private async ask(request: string): Promise<HttpReply.Reply> {
    this.requests++
    const reply = await this.connection.ask(request)
    return reply.status === 200 ? reply : refuse(reply)
  }
}
