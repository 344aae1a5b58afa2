/** A revision's tables carry the domain's types, and what a revision may lack is optional. */
import { type Methods, type Revision, Revisions, type Tool } from "@effect-mcp/schema"
import { Schema } from "effect"

const row = Revisions.latest.client.requests["tools/call"]

// @ts-expect-error a method may be absent
void row.params

if (row !== undefined) {
  const params: Tool.CallToolRequestParams = Schema.decodeUnknownSync(row.params)({})
  const result: Tool.CallToolResult = Schema.decodeUnknownSync(row.result)({})
  // @ts-expect-error the result of another method
  const prompt: Methods.ClientRequests["prompts/get"]["result"] = result
  void [params, prompt]
}

const any: Revision.RequestPayloads | undefined = Revisions.latest.client.requests["x/y"]
if (any !== undefined) {
  // @ts-expect-error nothing is known of an unknown method
  const text: string = Schema.decodeUnknownSync(any.params)({})
  void text
}

// @ts-expect-error a result that lacks what the domain requires is no result of tools/call
const wrong: NonNullable<Revision.RequestTable<Methods.ClientRequests>["tools/call"]>["result"] =
  Schema.Struct({ isError: Schema.Boolean })
void wrong
