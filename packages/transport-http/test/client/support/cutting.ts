/** A way to a server on which the first connection breaks after so many bytes of what the server says. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

import { Effect } from "effect"

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
    const sockets = new Set<Socket>()
    let limit = Infinity
    const proxy = createServer((client) => {
      sockets.add(client)
      carry(client, port, limit)
      limit = Infinity
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => {
        proxy.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.callback<void>((resume) => {
          proxy.close(() => resume(Effect.void))
          for (const socket of sockets) socket.destroy()
        })
    )
    const cutting: Cutting = {
      origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      after: (bytes) => {
        limit = bytes
      }
    }
    return cutting
  })
