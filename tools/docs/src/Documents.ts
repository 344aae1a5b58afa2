/** The Markdown files that users read: those git knows, less what is generated from changesets. */
import { execFileSync } from "node:child_process"

export const list = (root: string): ReadonlyArray<string> =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: root,
    encoding: "utf8"
  })
    .split("\n")
    .filter(
      (path) => path !== "" && !path.startsWith(".changeset/") && !path.endsWith("CHANGELOG.md")
    )
