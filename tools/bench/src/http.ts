/** `npm run bench -- http [--c 32] [--rounds 6] [--dur 2.5] [--warm 2.3] [--only a,b] [--packed]` */
import * as Comparison from "./Comparison.ts"
import * as Driver from "./Driver.ts"
import * as HttpServer from "./HttpServer.ts"
import * as LoadOptions from "./LoadOptions.ts"
import { heading, limits, table } from "./Report.ts"
import * as Rounds from "./Rounds.ts"
import { environment, path, type Target } from "./Target.ts"
import * as Targets from "./Targets.ts"

const measure = async (
  target: Target,
  options: Pick<Driver.Program, "inFlight" | "window">
): Promise<Driver.Measured> => {
  const server = await HttpServer.start(target)
  try {
    return await Driver.run(
      {
        ...options,
        args: [path("src/HttpLoad.ts")],
        env: environment(target),
        port: server.port
      },
      () => server.pid
    )
  } finally {
    await server.stop()
  }
}

export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { inFlight, rounds, targets, window } = LoadOptions.parse(args, Targets.http)
  const results = await Rounds.interleaved(targets, rounds, (target) =>
    measure(target, { inFlight, window })
  )
  const comparison = new Comparison.Comparison(results, (era) => Targets.rawServer[era])
  console.log(heading("http", args))
  console.log(`${inFlight} connections, ${rounds} rounds of ${window.seconds} s\n`)
  console.log(
    table(
      Comparison.head("server", "raw"),
      targets.map((target) => comparison.row(target))
    )
  )
  console.log(limits(targets.flatMap((target) => comparison.limits(target))))
}
