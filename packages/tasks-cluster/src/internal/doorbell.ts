/**
 * How a process of the cluster tells another that there is something to do for it: it rings, by `NOTIFY`, and
 * whoever is meant reads the database. So the processes need no port, no address and no trust in one another
 * but the database. A ring that nobody hears costs time only: everybody reads now and then anyway.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { EntityNotAssignedToRunner } from "effect/cluster/ClusterError"
import type * as MessageStorage from "effect/cluster/MessageStorage"
import type * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as Runners from "effect/cluster/Runners"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Snowflake from "effect/cluster/Snowflake"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

/** Rings at the process that has the shard; at everybody's door if nobody has it. */
export const runners = (
  channel: string
): Layer.Layer<
  Runners.Runners,
  never,
  PgClient.PgClient | MessageStorage.MessageStorage | ShardingConfig.ShardingConfig
> =>
  Layer.effect(
    Runners.Runners,
    Effect.flatMap(PgClient.PgClient, (client) =>
      Runners.make({
        codecFor: Schema.toCodecJson,
        send: ({ message }) =>
          Effect.fail(new EntityNotAssignedToRunner({ address: message.envelope.address })),
        notify: ({ address }) => Effect.ignore(client.notify(channel, doorOf(address))),
        ping: () => Effect.void,
        onRunnerUnavailable: () => Effect.void
      })
    )
  ).pipe(Layer.provide(Snowflake.layerGenerator))

const everybody = ""

const doorOf = (address: Option.Option<RunnerAddress.RunnerAddress>): string =>
  Option.match(address, { onNone: () => everybody, onSome: ({ host }) => host })

/** Reads the database when it rings, and when it could not have been heard. */
export const listening = (
  channel: string
): Layer.Layer<
  never,
  never,
  PgClient.PgClient | Sharding.Sharding | ShardingConfig.ShardingConfig
> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const { runnerAddress } = yield* ShardingConfig.ShardingConfig
      const hear = listen(channel, doorOf(runnerAddress))
      yield* Effect.forkScoped(
        Effect.repeat(
          Effect.catchCause(Effect.scoped(hear), (cause) =>
            Effect.logWarning("The cluster's bell is not heard", cause)
          ),
          Schedule.spaced("1 second")
        )
      )
    })
  )

const listen = Effect.fnUntraced(function* (channel: string, own: string) {
  const client = yield* PgClient.PgClient
  const sharding = yield* Sharding.Sharding
  const rings = yield* client.listen(channel)
  yield* sharding.pollStorage
  for (;;) {
    const { payload } = yield* Queue.take(rings)
    if (payload === own || payload === everybody) yield* sharding.pollStorage
  }
})
