/** `npm run bench -- <suite> [options]`: installs the peers on first use, then measures. */
import { spawnSync } from "node:child_process"

import * as Targets from "./Targets.ts"

const suites = {
  stdio: () => import("./stdio.ts"),
  http: () => import("./http.ts"),
  clients: () => import("./clients.ts"),
  idle: () => import("./idle.ts"),
  tasks: () => import("./tasks.ts")
}

const isSuite = (name: string | undefined): name is keyof typeof suites =>
  name !== undefined && Object.hasOwn(suites, name)

const [name, ...args] = process.argv.slice(2)
if (!isSuite(name)) {
  console.error(`usage: npm run bench -- <${Object.keys(suites).join("|")}> [options]`)
  process.exit(2)
}
if (!Targets.peersInstalled()) {
  const install = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: Targets.peersFolder,
    stdio: "inherit"
  })
  if (install.status !== 0) process.exit(install.status ?? 1)
}
const suite = await suites[name]()
await suite.main(args)
