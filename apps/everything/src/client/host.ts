/**
 * Who answers what a server asks: a person who agrees, a model that is brief, one folder. And what else this client
 * can do with a server that can.
 *
 * @since 0.1.0
 */
import { ElicitationHandler, RootsProvider, SamplingHandler } from "@effect-mcp/client"
import { TaskClient } from "@effect-mcp/tasks"
import { Effect, Layer } from "effect"

import * as Skills from "../skills/client.ts"

/** Accepts each form as it comes: what is filled in already is the answer. */
const Person = ElicitationHandler.layer({ form: () => Effect.succeed({ action: "accept" }) })

const Model = SamplingHandler.layer({
  createMessage: () =>
    Effect.succeed({
      role: "assistant",
      model: "brief-1",
      content: { type: "text", text: "Yes." }
    })
})

const Folders = RootsProvider.layer([{ uri: "file:///home/ada/notes", name: "Notes" }])

/** Declares all of it. */
export const Host = Layer.mergeAll(Person, Model, Folders, Skills.layer, TaskClient.layer())
