import { isDeepStrictEqual } from "node:util"

import {
  Discover,
  Icon,
  Implementation,
  Meta,
  Prompt,
  Resource,
  Sampling,
  Subscription,
  Tool
} from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Exit, Schema } from "effect"

const reads = (schema: Schema.Codec<unknown, unknown>, value: unknown): boolean => {
  const exit = Schema.decodeUnknownExit(schema)(value)
  return Exit.isSuccess(exit) && isDeepStrictEqual(exit.value, value)
}

describe("icons", () => {
  const icons = [
    { src: "https://example.com/i.png", mimeType: "image/png", sizes: ["48x48", "any"] },
    { src: "data:image/svg+xml;base64,aGk=", theme: "dark" }
  ]

  it("2025-11-25/B-29: five definitions have icons, with sizes and a theme", () => {
    const name = "x"
    assert.isTrue(reads(Implementation.Implementation, { name, version: "1", icons }))
    assert.isTrue(reads(Tool.Tool, { name, inputSchema: { type: "object" }, icons }))
    assert.isTrue(reads(Prompt.Prompt, { name, icons }))
    assert.isTrue(reads(Resource.Resource, { name, uri: "a:b", icons }))
    assert.isTrue(reads(Resource.ResourceTemplate, { name, uriTemplate: "a:{b}", icons }))
    assert.isFalse(reads(Prompt.Prompt, { name, icons: [{ src: "a:b", theme: "blue" }] }))
    assert.isFalse(reads(Prompt.Prompt, { name, icons: [{ src: "a:b", sizes: "48x48" }] }))
  })
})

describe("icons to show", () => {
  it.each(["https://example.com/i.png", "data:image/png;base64,aGk=", "HTTPS://example.com"])(
    "2025-11-25/B-27: %s may be",
    (src) => {
      assert.isTrue(Icon.isAcceptable({ src }))
    }
  )

  it.each([
    "javascript:alert(1)",
    " javascript:alert(1)",
    "file:///etc/passwd",
    "ftp://example.com/i.png",
    "ws://example.com",
    "http://example.com/i.png",
    "app://icon",
    "i.png",
    "//example.com/i.png",
    ""
  ])("2025-11-25/B-27: %s may not", (src) => {
    assert.isFalse(Icon.isAcceptable({ src }))
  })
})

describe("_meta", () => {
  it("2026-07-28/B-51: a result says who made it", () => {
    const serverInfo = { name: "s", version: "1" }
    assert.isTrue(
      reads(Tool.CallToolResult, {
        content: [],
        _meta: { "io.modelcontextprotocol/serverInfo": serverInfo }
      })
    )
    assert.isFalse(
      reads(Tool.CallToolResult, {
        content: [],
        _meta: { "io.modelcontextprotocol/serverInfo": "s" }
      })
    )
  })

  it("2026-07-28/B-53: a subscription's id keeps the type of the request's", () => {
    for (const id of [1, "1"]) {
      assert.isTrue(
        reads(Meta.NotificationMetaObject, { "io.modelcontextprotocol/subscriptionId": id })
      )
    }
    assert.isFalse(
      reads(Meta.NotificationMetaObject, { "io.modelcontextprotocol/subscriptionId": null })
    )
  })
})

describe("data of errors", () => {
  it("2026-07-28/V-02: an unsupported version names those that are, and the one that was asked for", () => {
    assert.isTrue(
      reads(Discover.UnsupportedProtocolVersionData, {
        supported: ["2026-07-28", "2025-11-25"],
        requested: "1900-01-01"
      })
    )
    assert.isFalse(reads(Discover.UnsupportedProtocolVersionData, { supported: "2026-07-28" }))
  })

  it("2026-07-28/B-50: a missing capability is said in the shape of capabilities", () => {
    assert.isTrue(
      reads(Discover.MissingRequiredClientCapabilityData, {
        requiredCapabilities: { sampling: {} }
      })
    )
    assert.isFalse(
      reads(Discover.MissingRequiredClientCapabilityData, { requiredCapabilities: ["sampling"] })
    )
  })
})

describe("subscriptions", () => {
  it("2026-07-28/SU-01: a filter has flags and URIs, and extensions may add to it", () => {
    assert.isTrue(
      reads(Subscription.SubscriptionFilter, {
        toolsListChanged: true,
        promptsListChanged: true,
        resourcesListChanged: false,
        resourceSubscriptions: ["file:///a"],
        taskIds: ["1"]
      })
    )
    assert.isFalse(reads(Subscription.SubscriptionFilter, { resourceSubscriptions: "file:///a" }))
  })

  it("2026-07-28/SU-03: an acknowledgement has the honoured part of the filter", () => {
    assert.isTrue(
      reads(Subscription.SubscriptionsAcknowledgedNotificationParams, { notifications: {} })
    )
    assert.isFalse(reads(Subscription.SubscriptionsAcknowledgedNotificationParams, {}))
  })

  it("2026-07-28/SU-05: the end of a stream has its id", () => {
    assert.isTrue(
      reads(Subscription.SubscriptionsListenResult, {
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/subscriptionId": 7 }
      })
    )
    assert.isFalse(reads(Subscription.SubscriptionsListenResult, { resultType: "complete" }))
  })
})

describe("sampling", () => {
  const text = { type: "text", text: "x" }
  const use = { type: "tool_use", id: "1", name: "add", input: {} }
  const answer = { type: "tool_result", toolUseId: "1", content: [text] }

  it("2026-07-28/CL-35: a message is a block or several, by the user or the assistant", () => {
    assert.isTrue(reads(Sampling.SamplingMessage, { role: "user", content: text }))
    assert.isTrue(reads(Sampling.SamplingMessage, { role: "assistant", content: [text, use] }))
    assert.isTrue(reads(Sampling.SamplingMessage, { role: "user", content: [answer] }))
    assert.isFalse(reads(Sampling.SamplingMessage, { role: "system", content: text }))
    assert.isFalse(
      reads(Sampling.SamplingMessage, {
        role: "user",
        content: { type: "resource_link", uri: "a:b", name: "x" }
      })
    )
  })

  it("2025-11-25/CL-17, 2026-07-28/CL-38: a choice of tools is auto, required or none", () => {
    for (const mode of ["auto", "required", "none"]) {
      assert.isTrue(reads(Sampling.ToolChoice, { mode }))
    }
    assert.isTrue(reads(Sampling.ToolChoice, {}))
    assert.isFalse(reads(Sampling.ToolChoice, { mode: "any" }))
  })

  it("2025-11-25/CL-19: priorities run from 0 to 1", () => {
    assert.isTrue(reads(Sampling.ModelPreferences, { costPriority: 0, speedPriority: 1 }))
    assert.isFalse(reads(Sampling.ModelPreferences, { intelligencePriority: 1.1 }))
  })

  it("2025-11-25/CL-25: a request has messages and a limit, a result a model and any reason to stop", () => {
    assert.isTrue(reads(Sampling.CreateMessageRequestParams, { messages: [], maxTokens: 1 }))
    assert.isFalse(reads(Sampling.CreateMessageRequestParams, { messages: [] }))
    const result = { role: "assistant", content: text, model: "m" }
    for (const stopReason of ["endTurn", "toolUse", "theProvidersOwn"]) {
      assert.isTrue(reads(Sampling.CreateMessageResult, { ...result, stopReason }))
    }
    assert.isFalse(reads(Sampling.CreateMessageResult, { role: "assistant", content: text }))
  })
})
