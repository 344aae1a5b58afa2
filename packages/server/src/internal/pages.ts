/**
 * Pages that people were asked to open: for whom, and where to say that they are done.
 */
import type { Connection, McpRequest, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"

interface Page {
  readonly owner: Principal.Identity
  /** Only where the revision has the client told when the page is done. */
  readonly connection: Connection.Connection | undefined
}

/** The oldest are forgotten beyond this. */
const maxPages = 10_000

export class Pages {
  private readonly pages = new Map<string, Page>()

  remember(id: string, request: McpRequest.Request): void {
    if (this.pages.has(id)) return
    const oldest = this.pages.keys().next()
    if (this.pages.size >= maxPages && oldest.done !== true) this.pages.delete(oldest.value)
    const isTold = request.revision.urlElicitation === "Request"
    this.pages.set(id, {
      owner: request.principal,
      connection: isTold ? request.exchange.connection : undefined
    })
  }

  owner(id: string): Principal.Identity | undefined {
    return this.pages.get(id)?.owner
  }

  /** Tells the client that was asked, and no other; once. */
  complete(id: string): void {
    const page = this.pages.get(id)
    this.pages.delete(id)
    page?.connection?.send(
      JsonRpc.encodeNotification("notifications/elicitation/complete", { elicitationId: id })
    )
  }
}
