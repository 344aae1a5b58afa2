/**
 * A `Request` and the `Response` that somebody waits for.
 */
import type { BodyReader, Headers, HttpExchange } from "../../HttpExchange.ts"
import { BodyText } from "../bodyText.ts"
import { Outbox } from "../outbox.ts"

/** @since 0.1.0 */
export class FetchExchange implements HttpExchange {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  private readonly request: Request
  private readonly resolve: (response: Response) => void
  private outbox: Outbox | undefined
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined
  private source: ReadableStreamDefaultReader<Uint8Array> | undefined
  private gone: (() => void) | undefined
  private over = false
  private isLost = false

  constructor(request: Request, resolve: (response: Response) => void) {
    const url = new URL(request.url)
    this.request = request
    this.resolve = resolve
    this.method = request.method
    this.path = url.pathname
    this.query = url.search.slice(1)
    this.headers = headersOf(request, url)
  }

  get unsent(): number {
    return this.outbox?.unsent ?? 0
  }

  read(limit: number, reader: BodyReader): void {
    if (Number(this.headers["content-length"]) > limit) return reader.noBody("TooLarge")
    if (this.request.bodyUsed) return reader.noBody("Consumed")
    const body = new BodyText(limit, reader)
    if (this.request.body === null) return body.end()
    this.source = this.request.body.getReader()
    void this.receive(this.source, body, reader)
  }

  respond(status: number, headers: { readonly [name: string]: string }, body: string): void {
    this.finish()
    this.resolve(new Response(body === "" ? null : body, { status, headers }))
  }

  stream(headers: { readonly [name: string]: string }): void {
    const outbox = new Outbox()
    this.outbox = outbox
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller
        },
        pull: (controller) =>
          outbox.take((bytes) => {
            if (bytes === undefined) controller.close()
            else controller.enqueue(bytes)
          }),
        cancel: this.lost
      },
      { highWaterMark: 0 }
    )
    this.resolve(new Response(body, { headers }))
  }

  write(text: string): void {
    if (!this.over) this.outbox?.write(text)
  }

  end(): void {
    this.finish()
    this.outbox?.end()
  }

  cut(): void {
    this.lost()
  }

  onGone(gone: () => void): void {
    const isFirst = this.gone === undefined
    this.gone = gone
    const { signal } = this.request
    if (this.isLost) gone()
    else if (signal.aborted) this.lost()
    else if (isFirst) signal.addEventListener("abort", this.lost)
  }

  private async receive(
    source: ReadableStreamDefaultReader<Uint8Array>,
    body: BodyText,
    reader: BodyReader
  ): Promise<void> {
    try {
      for (let next = await source.read(); !next.done; next = await source.read()) {
        if (!body.add(next.value)) return
      }
    } catch {
      reader.noBody("Gone")
      // nobody waits for it, but a promise that never settles is never let go of
      return this.resolve(new Response(null, { status: 400 }))
    } finally {
      this.source = undefined
    }
    body.end()
  }

  private readonly lost = (): void => {
    if (this.over) return
    this.isLost = true
    this.finish()
    this.outbox?.leave()
    this.controller?.error(new Error("The response was cut off"))
    this.gone?.()
  }

  private finish(): void {
    this.over = true
    if (this.gone !== undefined) this.request.signal.removeEventListener("abort", this.lost)
    // what is left of a body that was refused, or came too slowly
    this.source?.cancel().catch(() => undefined)
  }
}

/** Not every runtime repeats in a header what it took for the URL. */
const headersOf = (request: Request, { host }: URL): Headers => ({
  host,
  ...Object.fromEntries(request.headers)
})
