/**
 * A server with everything, over no transport yet: `stdio.ts` and `http.ts` are that.
 *
 * @since 0.1.0
 */
import { McpServer } from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { Layer } from "effect"

import { AskingTools } from "./server/asking.ts"
import { ChangeTools } from "./server/changes.ts"
import { ContentTools } from "./server/content.ts"
import { FormTools } from "./server/forms.ts"
import { HeaderTools } from "./server/headers.ts"
import { Prompts } from "./server/prompts.ts"
import { Resources } from "./server/resources.ts"
import { RoundTools } from "./server/rounds.ts"
import { SchemaTools } from "./server/schemas.ts"
import { TaskTools } from "./server/tasks.ts"
import { TellingTools } from "./server/telling.ts"
import * as Skills from "./skills/server.ts"

/** The server, in every revision. */
export const Everything = McpServer.layer({
  name: "everything",
  version: "1.0.0",
  title: "Everything",
  instructions: "Each tool shows one thing that a server can do."
}).pipe(
  McpServer.provide(
    ContentTools,
    TellingTools,
    AskingTools,
    FormTools,
    RoundTools,
    Resources,
    Prompts,
    SchemaTools,
    HeaderTools,
    ChangeTools,
    TaskTools,
    Skills.Files
  ),
  Layer.provide([Skills.Methods, Tasks.layerMemory({ pollInterval: "100 millis" })])
)
