/** A way to a server on which the first connection breaks after so many bytes of what the server says. */
import { connect, createServer, type Socket } from "node:net"

import { Effect } from "effect"

import { listening } from "../../support/listening.ts"

export interface Cutting {
  readonly origin: string
  /** Arms it for the next connection; those after it are whole. */
  readonly after: (bytes: number) => void
}

const carry = (client: Socket, port: number, limit: number): void => {
  const server = connect(port, "127.0.0.1")
  let left = limit
  const end = (): void => {
    client.destroy()
    server.destroy()
  }
  client
    .on("data", (bytes) => server.write(bytes))
    .on("close", end)
    .on("error", end)
  server.on("close", end).on("error", end)
  server.on("data", (bytes: Buffer) => {
    const carried = bytes.subarray(0, left)
    left -= carried.length
    if (left > 0) client.write(carried)
    else client.write(carried, end)
  })
}

export const make = (port: number) =>
  Effect.gen(function* () {
    let limit = Infinity
    const proxy = createServer((client) => {
      carry(client, port, limit)
      limit = Infinity
    })
    const own = yield* listening(proxy)
    const cutting: Cutting = {
      origin: `http://127.0.0.1:${own}`,
      after: (bytes) => {
        limit = bytes
      }
    }
    return cutting
  })
