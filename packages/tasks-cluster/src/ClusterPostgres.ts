/**
 * An engine for workflows whose processes share nothing but a Postgres: who is alive, who has which shards,
 * what is to be done and what came of it are in its tables, and `NOTIFY` says that there is something new.
 * No process listens on a port for the others.
 *
 * @since 0.1.0
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as EntityAddress from "effect/cluster/EntityAddress"
import * as EntityId from "effect/cluster/EntityId"
import * as EntityType from "effect/cluster/EntityType"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Digest from "effect/crypto/Digest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"

import * as Doorbell from "./internal/doorbell.ts"
import { Placement } from "./Placement.ts"
import * as TaskWorkflow from "./TaskWorkflow.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * What the names of the tables begin with. Processes of one cluster say the same.
   *
   * @default "mcp_cluster"
   */
  readonly prefix?: string | undefined
  /**
   * How long a process that was not heard of counts as alive: that long nobody goes on with what it did. One
   * that is busy for longer than this at a stretch loses what it does to others.
   *
   * @default "15 seconds"
   */
  readonly expiry?: Duration.Input | undefined
  /**
   * How many parts the work is divided into: so many processes can share it at most. Processes of one cluster say
   * the same.
   *
   * @default 64
   */
  readonly shards?: number | undefined
}

/**
 * Over a client that is there, two connections of which are kept from now on: one for locks, one to listen. Not
 * through a pooler that shares sessions, such as pgbouncer. Makes its tables where they are missing.
 *
 * @since 0.1.0
 */
export const layerClient = (
  options: Options = {}
): Layer.Layer<WorkflowEngine, SqlError, PgClient.PgClient> => {
  const prefix = options.prefix ?? "mcp_cluster"
  const channel = `${prefix}_bell`
  const storage = Layer.mergeAll(
    SqlMessageStorage.layerWith({ prefix }),
    SqlRunnerStorage.layerWith({ prefix })
  )
  return Layer.mergeAll(ClusterWorkflowEngine.layer, placement, Doorbell.listening(channel)).pipe(
    Layer.provide(Sharding.layer),
    Layer.provide([Doorbell.runners(channel), RunnerHealth.layerNoop]),
    Layer.provide(storage),
    Layer.provide([config(options), sqlClient, Digest.layerWebCrypto])
  )
}

/**
 * With connections of its own.
 *
 * @since 0.1.0
 */
export const layer = (
  options: Options & PgClient.PgPoolConfig
): Layer.Layer<WorkflowEngine, SqlError> =>
  Layer.provide(layerClient(options), PgClient.layer(options))

const placement = Layer.effect(
  Placement,
  Effect.gen(function* () {
    const sharding = yield* Sharding.Sharding
    const storage = yield* MessageStorage.MessageStorage
    const entityType = EntityType.make(`Workflow/${TaskWorkflow.name}`)
    const shardOf = (id: string) => sharding.getShardId(EntityId.make(id), "default")
    return {
      isHere: (id) => sharding.hasShardId(shardOf(id)),
      forget: (id) => {
        const entityId = EntityId.make(id)
        const address = EntityAddress.make({ entityType, entityId, shardId: shardOf(id) })
        return Effect.ignore(storage.clearAddress(address))
      }
    }
  })
)

const sqlClient = Layer.effect(SqlClient.SqlClient, PgClient.PgClient)

/** Its address is only its name. */
const config = ({ expiry = "15 seconds", shards = 64 }: Options) =>
  Layer.unwrap(
    Effect.sync(() =>
      ShardingConfig.layer({
        runnerAddress: Option.some(
          RunnerAddress.RunnerAddress.make({ host: globalThis.crypto.randomUUID(), port: 0 })
        ),
        shardsPerGroup: shards,
        shardLockExpiration: expiry,
        shardLockRefreshInterval: Duration.toMillis(expiry) / 3,
        refreshAssignmentsInterval: "1 second",
        entityMessagePollInterval: "5 seconds",
        simulateRemoteSerialization: false
      })
    )
  )
