// The official SDK v1 with its experimental tasks, kept in memory. ANSWERS=json: no event stream for an answer.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

import { InMemoryTaskStore } from "@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js"
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js"
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js"
import { z } from "zod"

import { serveSessions } from "./sessions.mjs"

const input = { text: z.string() }
const answer = (text) => ({ content: [{ type: "text", text }] })

const taskStore = new InMemoryTaskStore()
const capabilities = { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } }

const job = {
  createTask: async ({ text }, { taskRequestedTtl, taskStore }) => {
    const task = await taskStore.createTask({ ttl: taskRequestedTtl })
    void taskStore.storeTaskResult(task.taskId, "completed", answer(text))
    return { task }
  },
  getTask: (_, { taskId, taskStore }) => taskStore.getTask(taskId),
  getTaskResult: (_, { taskId, taskStore }) => taskStore.getTaskResult(taskId)
}

const open = async (remember, forget) => {
  const server = new McpServer({ name: "v1", version: "1.0.0" }, { capabilities, taskStore })
  server.registerTool("echo", { description: "Echo", inputSchema: input }, ({ text }) =>
    answer(text)
  )
  server.experimental.tasks.registerToolTask(
    "job",
    { description: "Job", inputSchema: input, execution: { taskSupport: "required" } },
    job
  )
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    enableJsonResponse: process.env.ANSWERS === "json",
    onsessioninitialized: (id) => remember(id, transport),
    onsessionclosed: forget
  })
  await server.connect(transport)
  return transport
}

createServer(serveSessions(open)).listen(Number(process.env.PORT), "127.0.0.1")
