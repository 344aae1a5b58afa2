/**
 * Calls that outlive their request, for clients that can have that: long ones, ones that fail, ones that ask.
 *
 * The handlers are those of any tool. To a client without tasks they are calls like others, but where the tool says
 * that it has to be a task.
 *
 * @since 0.1.0
 */
import { RpcError } from "@effect-mcp/protocol"
import { Elicitation, Progress, Tool } from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { Duration, Effect, Layer, Schema } from "effect"

const Greet = Tool.make("greet", {
  description: "Greets at once: never a task.",
  input: Schema.Struct({ name: Schema.String })
})

const GreetLive = Greet.handle(({ name }) => Effect.succeed(`Hello, ${name}!`))

const Slow = Tool.make("slow_compute", {
  description: "Takes its time, and says how far it is. Can be cancelled.",
  input: Schema.Struct({
    seconds: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 3600 })),
    label: Schema.optionalKey(Schema.String.annotate({ description: "What is computed" }))
  }),
  task: "optional"
})

const SlowLive = Slow.handle(
  Effect.fnUntraced(function* ({ label = "nothing", seconds }) {
    for (let past = 0; past < seconds; past++) {
      yield* Progress.report(past, { total: seconds, message: `Computing ${label}` })
      yield* Effect.sleep(Duration.seconds(Math.min(1, seconds - past)))
    }
    return `Computed ${label} for ${seconds} seconds.`
  })
)

const Failing = Tool.make("failing_job", {
  description: "Fails after a second, and says why to the model.",
  task: { support: "required", immediate: "The job has begun. It will fail." }
})

const FailingLive = Failing.handle(() =>
  Effect.andThen(Effect.sleep("1 second"), Tool.fail("This job intentionally fails."))
)

const Refusing = Tool.make("protocol_error_job", {
  description: "Ends in a JSON-RPC error, not in a result.",
  task: "optional"
})

const RefusingLive = Refusing.handle(() =>
  Effect.fail(RpcError.make(-32000, "This job intentionally ends in an error."))
)

const Confirm = Schema.Struct({ confirm: Schema.Boolean })

const Delete = Tool.make("confirm_delete", {
  description: "Asks before it deletes a file, which it only pretends to do.",
  input: Schema.Struct({ filename: Schema.String }),
  task: "optional"
})

const DeleteLive = Delete.handle(({ filename }) =>
  Effect.map(Elicitation.form({ message: `Delete ${filename}?`, schema: Confirm }), ({ confirm }) =>
    confirm ? `Deleted ${filename}.` : `Kept ${filename}.`
  )
)

const Several = Tool.make("multi_input", {
  description: "Asks two questions at once; they may be answered one by one.",
  task: "optional"
})

const SeveralLive = Several.handle(() =>
  Effect.map(
    Effect.all(
      [
        Elicitation.form({
          message: "What is your name?",
          schema: Schema.Struct({ name: Schema.String })
        }),
        Elicitation.form({ message: "Shall your name be used?", schema: Confirm })
      ],
      { concurrency: "unbounded" }
    ),
    ([{ name }, { confirm }]) => (confirm ? `Hello, ${name}!` : "Hello!")
  )
)

const Marked = Tool.make("test_tool_with_task", {
  description: "Asks for a name as a call, and goes on as a task.",
  task: { support: "required", begin: "marked" }
})

const MarkedLive = Marked.handle(
  Effect.fnUntraced(function* () {
    const { name } = yield* Elicitation.form({
      key: "user_name",
      message: "What is your name?",
      schema: Schema.Struct({ name: Schema.String })
    })
    // From here on a task, where the client leaves that to the server.
    yield* Tasks.begin
    return `Hello, ${name}!`
  })
)

/** The tools of this page. */
export const TaskTools = Layer.mergeAll(
  GreetLive,
  SlowLive,
  FailingLive,
  RefusingLive,
  DeleteLive,
  SeveralLive,
  MarkedLive
)
