/**
 * Where the modules of Effect 3 live in Effect 4. Each target exists in the installed `effect`: a test
 * looks them all up.
 *
 * @since 0.1.0
 */
import type { Table } from "./Table.ts"

/** Modules that moved. What is not here and still exists kept its name. */
export const homes: Table<string> = {
  "@effect/schema/Arbitrary": "effect/Arbitrary",
  "@effect/schema/ArrayFormatter": "effect/SchemaIssue",
  "@effect/schema/AST": "effect/SchemaAST",
  "@effect/schema/Equivalence": "effect/Schema",
  "@effect/schema/JSONSchema": "effect/JsonSchema",
  "@effect/schema/ParseResult": "effect/SchemaIssue",
  "@effect/schema/Pretty": "effect/Schema",
  "@effect/schema/Schema": "effect/Schema",
  "@effect/schema/TreeFormatter": "effect/SchemaIssue",

  "@effect/platform/ChannelSchema": "effect/ChannelSchema",
  "@effect/platform/Command": "effect/process/ChildProcess",
  "@effect/platform/CommandExecutor": "effect/process/ChildProcessSpawner",
  "@effect/platform/Cookies": "effect/http/Cookies",
  "@effect/platform/Error": "effect/PlatformError",
  "@effect/platform/Etag": "effect/http/Etag",
  "@effect/platform/FetchHttpClient": "effect/http/FetchHttpClient",
  "@effect/platform/FileSystem": "effect/FileSystem",
  "@effect/platform/Headers": "effect/http/Headers",
  "@effect/platform/HttpApi": "effect/http-api/HttpApi",
  "@effect/platform/HttpApiBuilder": "effect/http-api/HttpApiBuilder",
  "@effect/platform/HttpApiClient": "effect/http-api/HttpApiClient",
  "@effect/platform/HttpApiEndpoint": "effect/http-api/HttpApiEndpoint",
  "@effect/platform/HttpApiError": "effect/http-api/HttpApiError",
  "@effect/platform/HttpApiGroup": "effect/http-api/HttpApiGroup",
  "@effect/platform/HttpApiMiddleware": "effect/http-api/HttpApiMiddleware",
  "@effect/platform/HttpApiScalar": "effect/http-api/HttpApiScalar",
  "@effect/platform/HttpApiSchema": "effect/http-api/HttpApiSchema",
  "@effect/platform/HttpApiSecurity": "effect/http-api/HttpApiSecurity",
  "@effect/platform/HttpApiSwagger": "effect/http-api/HttpApiSwagger",
  "@effect/platform/HttpApp": "effect/http/HttpEffect",
  "@effect/platform/HttpBody": "effect/http/HttpBody",
  "@effect/platform/HttpClient": "effect/http/HttpClient",
  "@effect/platform/HttpClientError": "effect/http/HttpClientError",
  "@effect/platform/HttpClientRequest": "effect/http/HttpClientRequest",
  "@effect/platform/HttpClientResponse": "effect/http/HttpClientResponse",
  "@effect/platform/HttpIncomingMessage": "effect/http/HttpIncomingMessage",
  "@effect/platform/HttpMethod": "effect/http/HttpMethod",
  "@effect/platform/HttpMiddleware": "effect/http/HttpMiddleware",
  "@effect/platform/HttpPlatform": "effect/http/HttpPlatform",
  "@effect/platform/HttpRouter": "effect/http/HttpRouter",
  "@effect/platform/HttpServer": "effect/http/HttpServer",
  "@effect/platform/HttpServerError": "effect/http/HttpServerError",
  "@effect/platform/HttpServerRequest": "effect/http/HttpServerRequest",
  "@effect/platform/HttpServerRespondable": "effect/http/HttpServerRespondable",
  "@effect/platform/HttpServerResponse": "effect/http/HttpServerResponse",
  "@effect/platform/HttpTraceContext": "effect/http/HttpTraceContext",
  "@effect/platform/KeyValueStore": "effect/persistence/KeyValueStore",
  "@effect/platform/Multipart": "effect/http/Multipart",
  "@effect/platform/Ndjson": "effect/encoding/Ndjson",
  "@effect/platform/OpenApi": "effect/http-api/OpenApi",
  "@effect/platform/Path": "effect/Path",
  "@effect/platform/Socket": "effect/socket/Socket",
  "@effect/platform/SocketServer": "effect/socket/SocketServer",
  "@effect/platform/Template": "effect/http/Template",
  "@effect/platform/Terminal": "effect/Terminal",
  "@effect/platform/Transferable": "effect/workers/Transferable",
  "@effect/platform/Url": "effect/http/Url",
  "@effect/platform/UrlParams": "effect/http/UrlParams",
  "@effect/platform/Worker": "effect/workers/Worker",
  "@effect/platform/WorkerError": "effect/workers/WorkerError",
  "@effect/platform/WorkerRunner": "effect/workers/WorkerRunner",

  "effect/Either": "effect/Result",
  "effect/FiberRef": "effect/Context",
  "effect/JSONSchema": "effect/JsonSchema",
  "effect/Mailbox": "effect/Queue",
  "effect/ParseResult": "effect/SchemaIssue",
  "effect/Pretty": "effect/Schema",
  "effect/TDeferred": "effect/TxDeferred",
  "effect/TestClock": "effect/testing/TestClock",
  "effect/TMap": "effect/TxHashMap",
  "effect/TPriorityQueue": "effect/TxPriorityQueue",
  "effect/TPubSub": "effect/TxPubSub",
  "effect/TQueue": "effect/TxQueue",
  "effect/TReentrantLock": "effect/TxReentrantLock",
  "effect/TRef": "effect/TxRef",
  "effect/TSet": "effect/TxHashSet",
  "effect/TSubscriptionRef": "effect/TxSubscriptionRef"
}

/**
 * Modules that were taken up by another one. Of these only the members that a rule names have a place to go: that the
 * other module has a member of the same name means nothing.
 */
export const merged: Table<string> = {
  "@effect/platform/Command":
    "commands are built with ChildProcess.make and run by a ChildProcessSpawner",
  "@effect/platform/CommandExecutor": "commands are run by a ChildProcessSpawner",
  "@effect/schema/ArrayFormatter": "SchemaIssue.makeFormatterStandardSchemaV1",
  "@effect/schema/Equivalence": "Schema.toEquivalence(schema)",
  "@effect/schema/JSONSchema": "Schema.toJsonSchemaDocument(schema)",
  "@effect/schema/ParseResult": "issues are in SchemaIssue, decoding is in Schema",
  "@effect/schema/Pretty": "Schema.toFormatter(schema)",
  "@effect/schema/TreeFormatter": "SchemaIssue.makeFormatterDefault",
  "effect/FiberRef": "a fiber-local value is a Context.Reference",
  "effect/JSONSchema": "Schema.toJsonSchemaDocument(schema)",
  "effect/Mailbox": "a Mailbox is a Queue that can end; Queue.make takes options",
  "effect/ParseResult": "issues are in SchemaIssue, decoding is in Schema",
  "effect/Pretty": "Schema.toFormatter(schema)"
}

/** Modules whose renames are those of another: the same module before and after it joined `effect`. */
export const sameAs: Table<string> = {
  "@effect/schema/Arbitrary": "effect/Arbitrary",
  "@effect/schema/AST": "effect/SchemaAST",
  "@effect/schema/JSONSchema": "effect/JSONSchema",
  "@effect/schema/ParseResult": "effect/ParseResult",
  "@effect/schema/Pretty": "effect/Pretty",
  "@effect/schema/Schema": "effect/Schema"
}

/** Modules with no home any more, and what takes their place. */
export const homeless: Table<string> = {
  "@effect/schema/FastCheck": "import fast-check itself",
  "@effect/schema/Serializable":
    "requests no longer carry their schemas: describe calls with effect/rpc/Rpc, exits with Schema.Exit",
  "effect/ConfigError": "configuration fails with Config.ConfigError",
  "effect/DefaultServices": "the default services are Context references of their own modules",
  "effect/Encoding": "split into effect/encoding/Base64, Base64Url and Hex",
  "effect/ExecutionStrategy": "pass concurrency to the combinator itself",
  "effect/FastCheck": "import fast-check itself",
  "effect/FiberId": "a fiber id is a number now",
  "effect/FiberRefs": "fiber-local values live in the Context",
  "effect/FiberStatus": "ask the fiber with pollUnsafe",
  "effect/GlobalValue": "a constant of the module takes its place",
  "effect/GroupBy": "see Stream.groupBy",
  "effect/List": "use Array or Chunk",
  "effect/Micro": "the runtime of Effect itself is small now",
  "effect/MutableQueue": "use MutableList",
  "effect/RateLimiter": "see effect/persistence/RateLimiter",
  "effect/Readable": "yield the effect itself",
  "effect/RedBlackTree": "keep a sorted Array, or bring a tree of your own",
  "effect/RuntimeFlags": "runtime flags are gone",
  "effect/Secret": "use Redacted",
  "effect/SortedMap": "keep a sorted Array, or bring a tree of your own",
  "effect/SortedSet": "keep a sorted Array, or bring a tree of your own",
  "effect/STM": "transactions are Effect.tx and the Tx modules",
  "effect/Streamable": "implement a Stream directly",
  "effect/Subscribable": "use SubscriptionRef",
  "effect/Supervisor": "track fibers with FiberSet or FiberMap",
  "effect/TArray": "transactions are Effect.tx and the Tx modules"
}

/** Packages all of whose modules are Effect 3 and stay behind. */
export const abandoned: Table<string> = {
  "@effect/platform": "this module of @effect/platform has no home in Effect 4",
  "@effect/printer": "@effect/printer has no release for Effect 4",
  "@effect/schema": "this module of @effect/schema has no home in Effect 4",
  "@effect/typeclass": "@effect/typeclass has no release for Effect 4; see Combiner and Reducer"
}
