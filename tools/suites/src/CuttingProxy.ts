/**
 * A line to a server that can be cut: bytes go both ways as they are, until every connection ends at once.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net"

import { Effect, type Scope } from "effect"

export interface CuttingProxy {
  /** The server's own URL, over this line. */
  readonly url: string
  /** Ends every connection there is; new ones wait until it is mended. */
  readonly cut: Effect.Effect<void>
  readonly mend: Effect.Effect<void>
  /** Waits until something is asked with this header, and gives the value; the next one the next time. */
  readonly asked: (header: string) => Effect.Effect<string>
}

class Line {
  private readonly open = new Set<Socket>()
  private readonly port: number
  private mended: (() => void) | undefined
  private down: Promise<void> | undefined
  private heard = ""
  private readonly taken = new Map<string, number>()
  private readonly waiting = new Set<() => void>()

  constructor(port: number) {
    this.port = port
  }

  readonly join = (near: Socket): void => {
    const far = connect(this.port, "127.0.0.1")
    for (const socket of [near, far]) this.add(socket, near, far)
    const pass = () => {
      near.on("data", (bytes) => this.hear(bytes.toString("latin1")))
      near.pipe(far).pipe(near)
    }
    if (this.down === undefined) pass()
    else void this.down.then(pass)
  }

  cut(): void {
    this.down ??= new Promise((resolve) => (this.mended = resolve))
    for (const socket of this.open) socket.destroy()
  }

  mend(): void {
    this.down = undefined
    this.mended?.()
  }

  asked(header: string): Effect.Effect<string> {
    return Effect.callback((resume) => {
      const look = () => {
        const value = this.take(header)
        if (value === undefined) return
        this.waiting.delete(look)
        resume(Effect.succeed(value))
      }
      this.waiting.add(look)
      look()
      return Effect.sync(() => this.waiting.delete(look))
    })
  }

  private hear(text: string): void {
    this.heard += text
    for (const look of this.waiting) look()
  }

  private take(header: string): string | undefined {
    const taken = this.taken.get(header) ?? 0
    const values = [...this.heard.matchAll(new RegExp(`^${header}: (.*)\r$`, "gimu"))]
    const value = values[taken]?.[1]
    if (value !== undefined) this.taken.set(header, taken + 1)
    return value
  }

  private add(socket: Socket, near: Socket, far: Socket): void {
    this.open.add(socket)
    socket.on("error", () => undefined)
    socket.on("close", () => {
      this.open.delete(socket)
      near.destroy()
      far.destroy()
    })
  }
}

/** To the server at `url`, until the scope closes. */
export const make = (url: string): Effect.Effect<CuttingProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    const target = new URL(url)
    const line = new Line(Number(target.port))
    const server = yield* Effect.acquireRelease(
      Effect.callback<ReturnType<typeof createServer>>((resume) => {
        const server = createServer(line.join)
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          line.cut()
        })
    )
    target.port = String((server.address() as AddressInfo).port)
    return {
      url: target.href,
      cut: Effect.sync(() => line.cut()),
      mend: Effect.sync(() => line.mend()),
      asked: (header) => line.asked(header)
    }
  })
