/** 2026-07-28: roots no longer tell of changes, extensions are named, tasks are one of them. */
import * as Schema from "effect/Schema"

import * as Domain from "../Capabilities.ts"
import { open } from "../internal/open.ts"

export const RootsCapability = open({})

const { tasks: _clientTasks, ...clientFields } = Domain.ClientCapabilities.fields
const { tasks: _serverTasks, ...serverFields } = Domain.ServerCapabilities.fields

export const ClientCapabilities = open({
  ...clientFields,
  roots: Schema.optionalKey(RootsCapability)
})
export const ServerCapabilities = open(serverFields)
