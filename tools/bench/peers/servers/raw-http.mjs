// The floor over HTTP: `node:http`, one write an answer, no sessions.
import { createServer } from "node:http"

import { answer } from "./raw-answers.mjs"

createServer((request, response) => {
  if (request.method !== "POST") {
    response.writeHead(405).end()
    return
  }
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (chunk) => {
    body += chunk
  })
  request.on("end", () => {
    const text = answer(JSON.parse(body))
    if (text === "") {
      response.writeHead(202).end()
      return
    }
    const length = Buffer.byteLength(text)
    response.writeHead(200, { "content-type": "application/json", "content-length": length })
    response.end(text)
  })
}).listen(Number(process.env.PORT), "127.0.0.1")
