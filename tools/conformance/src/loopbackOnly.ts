/**
 * For `node --import`: this process reaches nothing but this machine. What it tried to reach is written down in
 * the file that `LOOPBACK_ONLY_LOG` names, and fails.
 *
 * @since 0.1.0
 */
import { appendFileSync } from "node:fs"
import { BlockList, Socket } from "node:net"

const elsewhere = new BlockList()
elsewhere.addRange("0.0.0.1", "126.255.255.255")
elsewhere.addRange("128.0.0.0", "255.255.255.255")
elsewhere.addRange("::2", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ipv6")

const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/i.test(host)

const log = (host: string): void =>
  appendFileSync(process.env["LOOPBACK_ONLY_LOG"] ?? "/dev/stderr", `${host}\n`)

interface Target {
  readonly host: string
  /** It resolves names by itself, and `host` need not be what it connects to. */
  readonly resolves: boolean
}

/** Where a `connect` goes, in any of the forms it is called in; pipes have no host. */
const targetOf = (args: ReadonlyArray<unknown>): Target => {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === "object" && first !== null) {
    const host: unknown = Reflect.get(first, "host")
    return {
      host: typeof host === "string" ? host : "localhost",
      resolves: typeof Reflect.get(first, "lookup") === "function"
    }
  }
  return { host: typeof second === "string" ? second : "localhost", resolves: false }
}

const connect: unknown = Reflect.get(Socket.prototype, "connect")

/** Stands for `Socket.prototype.connect`. */
function guarded(this: Socket, ...args: Array<unknown>): unknown {
  const { host, resolves } = targetOf(args)
  if ((!resolves && !isLoopback(host)) || typeof connect !== "function") {
    log(host)
    return this.destroy(new Error(`Only this machine may be reached, not ${host}`))
  }
  Reflect.set(this, "blockList", elsewhere)
  this.on("connectionAttempt", (address: string) => {
    if (elsewhere.check(address, address.includes(":") ? "ipv6" : "ipv4")) log(address)
  })
  return Reflect.apply(connect, this, args)
}

Reflect.set(Socket.prototype, "connect", guarded)
