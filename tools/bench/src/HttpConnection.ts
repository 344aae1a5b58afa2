/**
 * One keep-alive connection on a bare socket, one request at a time: the cheapest client there is, so that the
 * load generator stays out of the way of what it measures.
 */
import * as Net from "node:net"

import * as HttpReply from "./HttpReply.ts"

interface Waiting {
  readonly read: (received: string) => HttpReply.Reply | undefined
  readonly resolve: (reply: HttpReply.Reply) => void
  readonly reject: (cause: Error) => void
}

export class HttpConnection {
  private received = ""
  private waiting: Waiting | undefined
  private readonly socket: Net.Socket
  closed = false

  constructor(socket: Net.Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.setEncoding("latin1")
    socket.on("data", (chunk: string) => this.take(chunk))
    socket.on("error", (cause) => this.fail(cause))
    socket.on("close", () => this.fail(new Error("the connection was closed")))
  }

  /** Sends one request and waits for the whole of its response. */
  ask(request: string): Promise<HttpReply.Reply> {
    return this.await(request, HttpReply.read)
  }

  /** Sends one request and waits for the head of its response, whose body goes on. */
  stream(request: string): Promise<HttpReply.Reply> {
    return this.await(request, HttpReply.head)
  }

  close(): void {
    this.socket.destroy()
  }

  private await(request: string, read: Waiting["read"]): Promise<HttpReply.Reply> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new Error("the connection was closed"))
        return
      }
      this.waiting = { read, resolve, reject }
      this.socket.write(request)
    })
  }

  private take(chunk: string): void {
    if (this.waiting === undefined) return
    this.received = this.received === "" ? chunk : this.received + chunk
    const reply = this.waiting.read(this.received)
    if (reply === undefined) return
    const { resolve } = this.waiting
    this.waiting = undefined
    this.received = reply.rest
    resolve(reply)
  }

  private fail(cause: Error): void {
    this.closed = true
    this.waiting?.reject(cause)
    this.waiting = undefined
  }
}

export const open = (port: number): Promise<HttpConnection> =>
  new Promise((resolve, reject) => {
    const socket = Net.connect(port, "127.0.0.1")
    socket.once("error", reject)
    socket.once("connect", () => {
      socket.off("error", reject)
      resolve(new HttpConnection(socket))
    })
  })
