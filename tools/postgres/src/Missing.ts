/** There is no Postgres to start, and how to have one. */
import { Data } from "effect"

export class Missing extends Data.TaggedError("Missing")<{ readonly what: string }> {
  override get message() {
    return (
      `${this.what}: install Debian's with \`apt-get install postgresql\`, ` +
      "or set MCP_TEST_POSTGRES_URL to a Postgres whose user may create databases."
    )
  }
}
