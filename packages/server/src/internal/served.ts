/**
 * Extensions are told of the tools there are, and of each that comes and goes.
 */
import type { Extension } from "@effect-mcp/protocol"

import { admitOf, handleOf } from "./callMethods.ts"
import type { Core } from "./core.ts"
import type { ToolEntry } from "./registry.ts"

type Served = NonNullable<Extension.Extension["served"]>

export const tellServed = (core: Core, extensions: ReadonlyArray<Extension.Extension>): void => {
  const listeners = extensions.flatMap(({ served }) => served ?? [])
  if (listeners.length === 0) return
  const told = new Map<ToolEntry, () => void>()
  core.registry.onChange((kind) => {
    if (kind !== "tools") return
    const now = new Map(core.registry.tools.entries().map(([name, entry]) => [entry, name]))
    for (const [entry, gone] of told) {
      if (now.has(entry)) continue
      told.delete(entry)
      gone()
    }
    for (const [entry, name] of now) {
      if (!told.has(entry)) told.set(entry, tell(listeners, toolOf(core, name, entry)))
    }
  })
}

const tell = (listeners: ReadonlyArray<Served>, tool: Extension.ServedTool): (() => void) => {
  const gone = listeners.map((served) => served(tool))
  return () => {
    for (const stop of gone) stop()
  }
}

const toolOf = (core: Core, name: string, { annotations }: ToolEntry): Extension.ServedTool => ({
  name,
  annotations: { ...annotations },
  admit: (request, begin) => admitOf(core, request, begin),
  call: (request) => handleOf(core, request)
})
