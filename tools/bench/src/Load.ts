/**
 * Calls through one process, a fixed number in flight.
 *
 * Every answer is counted against its id, so a lost, doubled or failed call shows in the result
 * instead of making the target look fast.
 */
import * as Messages from "./Messages.ts"
import * as Peer from "./Peer.ts"
import type { Target } from "./Target.ts"

export interface LoadOptions {
  readonly calls: number
  /** Calls in flight at any moment; 0 writes as many as the pipe takes. */
  readonly window: number
}

export interface LoadResult {
  readonly callsPerSecond: number
  readonly cpuMicrosPerCall: number
  readonly rssMiB: number
  readonly answered: number
  readonly failed: number
  readonly doubled: number
}

const line = (message: Messages.Message): string => `${Messages.write(message)}\n`

class Run {
  private readonly seen: Uint8Array
  private sent = 0
  answered = 0
  failed = 0
  doubled = 0

  private readonly target: Target
  private readonly peer: Peer.Peer
  private readonly options: LoadOptions

  constructor(target: Target, peer: Peer.Peer, options: LoadOptions) {
    this.target = target
    this.peer = peer
    this.options = options
    this.seen = new Uint8Array(options.calls + 1)
  }

  get done(): boolean {
    return this.answered + this.failed >= this.options.calls
  }

  /** Tops the window up; stops where the pipe is full and goes on when it drains. */
  pump(): void {
    const { calls, window } = this.options
    const limit = window === 0 ? calls : Math.min(calls, this.answered + this.failed + window)
    let text = ""
    while (this.sent < limit) {
      text += line(Messages.echo(this.target.era, ++this.sent))
      if (text.length < 65_536) continue
      const hasRoom = this.peer.send(text)
      text = ""
      if (hasRoom) continue
      this.peer.process.stdin?.once("drain", () => this.pump())
      return
    }
    if (text !== "") this.peer.send(text)
  }

  take(answer: string): void {
    const message = JSON.parse(answer) as { id?: number; result?: { isError?: boolean } }
    if (typeof message.id !== "number" || message.id === 0) return
    if (message.result === undefined || message.result.isError === true) this.failed++
    else if (this.seen[message.id] === 1) this.doubled++
    else {
      this.seen[message.id] = 1
      this.answered++
    }
  }
}

const open = (target: Target, peer: Peer.Peer): Promise<void> =>
  new Promise((resolve, reject) => {
    peer.process.once("exit", (code) => reject(new Error(`${target.name} ended with ${code}`)))
    peer.onLine((answer) => {
      if ((JSON.parse(answer) as { id?: unknown }).id !== 0) return
      const next = Messages.opened(target.era)
      if (next !== undefined) peer.send(line(next))
      resolve()
    })
    peer.send(line(Messages.opening(target.era)))
  })

/** One measured run in a fresh process. */
export const run = async (target: Target, options: LoadOptions): Promise<LoadResult> => {
  const peer = Peer.start(target)
  try {
    await open(target, peer)
    const state = new Run(target, peer, options)
    const cpu = peer.cpuMillis()
    const began = performance.now()
    await new Promise<void>((resolve) => {
      peer.onLine((answer) => {
        state.take(answer)
        if (state.done) resolve()
        else if (options.window > 0) state.pump()
      })
      state.pump()
    })
    const seconds = (performance.now() - began) / 1000
    return {
      callsPerSecond: state.answered / seconds,
      cpuMicrosPerCall: ((peer.cpuMillis() - cpu) * 1000) / Math.max(1, state.answered),
      rssMiB: peer.rssMiB(),
      answered: state.answered,
      failed: state.failed,
      doubled: state.doubled
    }
  } finally {
    peer.stop()
  }
}
