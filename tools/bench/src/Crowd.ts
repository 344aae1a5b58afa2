/**
 * Clients that only stay: each has a session where the era has sessions, and a stream that is open, GET in one
 * era and `subscriptions/listen` in the other.
 */
import * as HttpConnection from "./HttpConnection.ts"
import type * as HttpReply from "./HttpReply.ts"
import * as HttpRequest from "./HttpRequest.ts"
import type { Idle } from "./Targets.ts"

interface Member {
  readonly route: HttpRequest.Route
  readonly stream: HttpConnection.HttpConnection | undefined
}

/** How many come, or go, at a time. */
const abreast = 32

const expectStream = (reply: HttpReply.Reply): void => {
  const isStream = reply.status === 200 && /content-type: *text\/event-stream/i.test(reply.head)
  if (!isStream) throw new Error(`no stream: ${reply.head}`)
}

export class Crowd {
  private readonly members: Array<Member> = []
  private readonly port: number
  private readonly target: Idle
  private turn = 0

  constructor(target: Idle, port: number) {
    this.target = target
    this.port = port
  }

  /** Those whose session is there and whose stream nobody has ended. */
  get alive(): number {
    return this.members.filter(({ stream }) => stream?.closed !== true).length
  }

  /** Lets more come, until there are `size`. */
  async growTo(size: number): Promise<void> {
    let missing = size - this.members.length
    await this.together(async (connection) => {
      while (missing-- > 0) this.members.push(await this.join(connection))
    })
  }

  /** Calls the tool once in every `nth` session, and says how many answered as they should. */
  async answering(nth: number): Promise<{ readonly asked: number; readonly answered: number }> {
    const asked = this.members.filter((_, index) => index % nth === 0)
    const queue = [...asked]
    let answered = 0
    await this.together(async (connection) => {
      for (let member = queue.pop(); member !== undefined; member = queue.pop()) {
        const reply = await connection.ask(HttpRequest.echo(member.route)(++this.turn))
        if (reply.status === 200 && !reply.body.includes('"error"')) answered++
      }
    })
    return { asked: asked.length, answered }
  }

  /** Ends every session and every stream. */
  async leave(): Promise<void> {
    await this.together(async (connection) => {
      for (let member = this.members.pop(); member !== undefined; member = this.members.pop()) {
        if (member.route.session !== undefined) await connection.ask(HttpRequest.end(member.route))
        member.stream?.close()
      }
    })
  }

  private async join(connection: HttpConnection.HttpConnection): Promise<Member> {
    const { era, streams } = this.target
    const route =
      era === "handshake"
        ? await HttpRequest.greet(connection, this.port, era)
        : { port: this.port, era }
    if (!streams) return { route, stream: undefined }
    const stream = await HttpConnection.open(this.port)
    expectStream(await stream.stream(HttpRequest.stream(route, ++this.turn)))
    return { route, stream }
  }

  private async together(
    work: (connection: HttpConnection.HttpConnection) => Promise<void>
  ): Promise<void> {
    const one = async (): Promise<void> => {
      const connection = await HttpConnection.open(this.port)
      await work(connection).finally(() => connection.close())
    }
    await Promise.all(Array.from({ length: abreast }, one))
  }
}
