/** Servers that come and are killed, until that has happened often enough. */
import { Effect } from "effect"

import type { Cluster } from "./Cluster.ts"
import type * as Dice from "./Dice.ts"
import type { Server } from "./Server.ts"

/** The most reports that a server lives for. */
const most = 60

export class Kills {
  /** All servers there were, in the order in which they were started. */
  readonly servers: Array<Server> = []
  private readonly cluster: Cluster
  private readonly dice: Dice.Dice
  private left: number

  constructor(cluster: Cluster, dice: Dice.Dice, kills: number) {
    this.cluster = cluster
    this.dice = dice
    this.left = kills
  }

  /** One server after another, in one of the places where servers are; the last one stays. */
  readonly slot = (name: string): Effect.Effect<never> =>
    Effect.gen({ self: this }, function* () {
      for (let life = 1; this.left > 0; life++) {
        this.left--
        const moment = {
          nth: this.dice.between(1, most),
          standsStill: this.dice.between(1, 2) === 1
        }
        const server = yield* this.cluster.start(`${name}${life}`, moment)
        yield* this.serve(server)
        yield* server.ended
        this.route()
      }
      const last = yield* this.cluster.start(`${name}-last`)
      yield* this.serve(last)
      return yield* Effect.never
    }).pipe(Effect.scoped)

  /** Those that are there are the proxy's to choose from, once they can be called. */
  private serve(server: Server): Effect.Effect<void> {
    this.servers.push(server)
    return Effect.asVoid(
      Effect.raceFirst(
        Effect.flatMap(server.url, () => Effect.sync(() => this.route())),
        server.ended
      )
    )
  }

  private route(): void {
    const urls = this.servers.flatMap((server) => {
      const up = server.reports.find(({ what }) => what === "up")
      return server.isAlive() && up?.what === "up" ? [`http://127.0.0.1:${up.port}/mcp`] : []
    })
    this.cluster.proxy.targets(urls)
  }
}
