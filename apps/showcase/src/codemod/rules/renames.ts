/**
 * Members that have another name in Effect 4 and are called in the same way.
 *
 * A target is a member of the module's new home, or `module#member` where it went elsewhere. Each target
 * exists in the installed `effect`: a test looks them all up.
 *
 * @since 0.1.0
 */
import type { Table } from "./Table.ts"
export const renames: Table<Table<string>> = {
  "effect/Arbitrary": { make: "schema" },
  "effect/Array": {
    flatMapNullable: "flatMapNullishOr",
    fromNullable: "fromNullishOr",
    getEquivalence: "makeEquivalence",
    getLefts: "getFailures",
    getOrder: "makeOrder",
    getRights: "getSuccesses",
    isEmptyArray: "isArrayEmpty",
    isEmptyReadonlyArray: "isReadonlyArrayEmpty",
    isNonEmptyArray: "isArrayNonEmpty",
    isNonEmptyReadonlyArray: "isReadonlyArrayNonEmpty",
    liftEither: "liftResult",
    liftNullable: "liftNullishOr",
    modifyNonEmptyHead: "modifyHeadNonEmpty",
    modifyNonEmptyLast: "modifyLastNonEmpty",
    setNonEmptyHead: "setHeadNonEmpty",
    setNonEmptyLast: "setLastNonEmpty",
    splitNonEmptyAt: "splitAtNonEmpty",
    unsafeGet: "getUnsafe"
  },
  "effect/BigDecimal": {
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    safeFromNumber: "fromNumber",
    unsafeDivide: "divideUnsafe",
    unsafeFromNumber: "fromNumberUnsafe",
    unsafeFromString: "fromStringUnsafe",
    unsafeRemainder: "remainderUnsafe",
    unsafeToNumber: "toNumberUnsafe"
  },
  "effect/BigInt": {
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    unsafeDivide: "divideUnsafe",
    unsafeSqrt: "sqrtUnsafe"
  },
  "effect/Cause": {
    CauseTypeId: "TypeId",
    ExceededCapacityException: "ExceededCapacityError",
    failureOption: "findErrorOption",
    IllegalArgumentException: "IllegalArgumentError",
    isDie: "hasDies",
    isDieType: "isDieReason",
    isExceededCapacityException: "isExceededCapacityError",
    isFailType: "isFailReason",
    isFailure: "hasFails",
    isIllegalArgumentException: "isIllegalArgumentError",
    isInterrupted: "hasInterrupts",
    isInterruptedOnly: "hasInterruptsOnly",
    isInterruptType: "isInterruptReason",
    isNoSuchElementException: "isNoSuchElementError",
    isTimeoutException: "isTimeoutError",
    isUnknownException: "isUnknownError",
    NoSuchElementException: "NoSuchElementError",
    parallel: "combine",
    sequential: "combine",
    TimeoutException: "TimeoutError",
    UnknownException: "UnknownError"
  },
  "effect/Channel": {
    acquireReleaseOut: "acquireRelease",
    catchAll: "catch",
    catchAllCause: "catchCause",
    concatMap: "flatMap",
    contextWithChannel: "contextWith",
    ensuringWith: "onExit",
    mapInputContext: "updateContext",
    mapInputInEffect: "mapInput",
    mapOutEffect: "mapEffect",
    provideLayer: "provide",
    provideSomeLayer: "provide",
    repeated: "forever",
    unwrapScoped: "unwrap",
    writeChunk: "fromChunk"
  },
  "effect/Chunk": {
    getEquivalence: "makeEquivalence",
    unsafeFromArray: "fromArrayUnsafe",
    unsafeFromNonEmptyArray: "fromNonEmptyArrayUnsafe",
    unsafeGet: "getUnsafe",
    unsafeHead: "headUnsafe",
    unsafeLast: "lastUnsafe"
  },
  "effect/Context": {
    GenericTag: "Service",
    isTag: "isKey",
    TagTypeId: "ServiceTypeId",
    unsafeGet: "getUnsafe",
    unsafeMake: "makeUnsafe"
  },
  "effect/DateTime": {
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    unsafeFromDate: "fromDateUnsafe",
    unsafeIsFuture: "isFutureUnsafe",
    unsafeIsPast: "isPastUnsafe",
    unsafeMake: "makeUnsafe",
    unsafeMakeZoned: "makeZonedUnsafe",
    unsafeNow: "nowUnsafe",
    unsafeSetZoneNamed: "setZoneNamedUnsafe",
    zoneUnsafeMakeNamed: "zoneMakeNamedUnsafe"
  },
  "effect/Deferred": { unsafeDone: "doneUnsafe" },
  "effect/Duration": {
    decode: "fromInputUnsafe",
    decodeUnknown: "fromInput",
    DurationInput: "Input",
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    matchWith: "matchPair",
    unsafeDivide: "divideUnsafe",
    unsafeToNanos: "toNanosUnsafe"
  },
  "effect/Effect": {
    async: "callback",
    asyncEffect: "callback",
    catchAll: "catch",
    catchAllCause: "catchCause",
    catchAllDefect: "catchDefect",
    contextWithEffect: "contextWith",
    "Effect.Context": "Services",
    "Effect.Error": "Error",
    "Effect.Success": "Success",
    EffectTypeId: "TypeId",
    either: "result",
    ensureErrorType: "satisfiesErrorType",
    ensureRequirementsType: "satisfiesServicesType",
    ensureSuccessType: "satisfiesSuccessType",
    fork: "forkChild",
    forkDaemon: "forkDetach",
    fromFiber: "effect/Fiber#join",
    intoDeferred: "effect/Deferred#into",
    locally: "provideService",
    locallyWith: "updateService",
    makeLatch: "effect/Latch#make",
    makeSemaphore: "effect/Semaphore#make",
    tapErrorCause: "tapCause",
    unsafeMakeLatch: "effect/Latch#makeUnsafe",
    unsafeMakeSemaphore: "effect/Semaphore#makeUnsafe",
    whenEffect: "when"
  },
  "effect/Either": {
    "Either.Left": "Result.Failure",
    "Either.Right": "Result.Success",
    Either: "Result",
    EitherTypeLambda: "ResultTypeLambda",
    EitherUnify: "ResultUnify",
    EitherUnifyIgnore: "ResultUnifyIgnore",
    filterOrLeft: "filterOrFail",
    fromNullable: "fromNullishOr",
    getLeft: "getFailure",
    getRight: "getSuccess",
    isEither: "isResult",
    isLeft: "isFailure",
    isRight: "isSuccess",
    left: "fail",
    Left: "Failure",
    mapLeft: "mapError",
    right: "succeed",
    Right: "Success"
  },
  "effect/Encoding": {
    decodeBase64: "effect/encoding/Base64#decode",
    decodeBase64String: "effect/encoding/Base64#decodeString",
    decodeBase64Url: "effect/encoding/Base64Url#decode",
    decodeBase64UrlString: "effect/encoding/Base64Url#decodeString",
    DecodeException: "effect/encoding/EncodingError#EncodingError",
    decodeHex: "effect/encoding/Hex#decode",
    decodeHexString: "effect/encoding/Hex#decodeString",
    encodeBase64: "effect/encoding/Base64#encode",
    encodeBase64Url: "effect/encoding/Base64Url#encode",
    EncodeException: "effect/encoding/EncodingError#EncodingError",
    encodeHex: "effect/encoding/Hex#encode",
    isDecodeException: "effect/encoding/EncodingError#isEncodingError",
    isEncodeException: "effect/encoding/EncodingError#isEncodingError"
  },
  "effect/Equivalence": {
    array: "Array",
    bigint: "BigInt",
    boolean: "Boolean",
    number: "Number",
    strict: "strictEqual",
    string: "String",
    struct: "Struct"
  },
  "effect/Exit": {
    causeOption: "getCause",
    isInterrupted: "hasInterrupts"
  },
  "effect/Fiber": {
    "Fiber.Runtime": "Fiber",
    isRuntimeFiber: "isFiber",
    RuntimeFiber: "Fiber"
  },
  "effect/FiberMap": { unsafeGet: "getUnsafe", unsafeHas: "hasUnsafe", unsafeSet: "setUnsafe" },
  "effect/FiberRef": {
    currentLogAnnotations: "effect/References#CurrentLogAnnotations",
    currentLoggers: "effect/References#CurrentLoggers",
    currentLogLevel: "effect/References#CurrentLogLevel",
    currentLogSpan: "effect/References#CurrentLogSpans",
    currentMaxOpsBeforeYield: "effect/References#MaxOpsBeforeYield",
    currentMinimumLogLevel: "effect/References#MinimumLogLevel",
    currentTracerEnabled: "effect/References#TracerEnabled",
    currentTracerSpanAnnotations: "effect/References#TracerSpanAnnotations",
    currentTracerSpanLinks: "effect/References#TracerSpanLinks",
    currentTracerTimingEnabled: "effect/References#TracerTimingEnabled",
    FiberRef: "Reference"
  },
  "effect/FiberSet": { unsafeAdd: "addUnsafe" },
  "effect/HashMap": { unsafeGet: "getUnsafe" },
  "effect/Inspectable": { toJSON: "toJson" },
  "effect/Iterable": {
    flatMapNullable: "flatMapNullishOr",
    getLefts: "getFailures",
    getRights: "getSuccesses",
    unsafeHead: "headUnsafe"
  },
  "effect/Layer": {
    catchAll: "catch",
    catchAllCause: "catchCause",
    ensureErrorType: "satisfiesErrorType",
    ensureRequirementsType: "satisfiesServicesType",
    ensureSuccessType: "satisfiesSuccessType",
    scoped: "effect",
    scopedContext: "effectContext",
    scopedDiscard: "effectDiscard",
    tapErrorCause: "tapCause",
    unwrapEffect: "unwrap",
    unwrapScoped: "unwrap"
  },
  "effect/LogLevel": {
    allLevels: "values",
    greaterThan: "isGreaterThan",
    greaterThanEqual: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanEqual: "isLessThanOrEqualTo"
  },
  "effect/Mailbox": {
    fromStream: "effect/Stream#toQueue",
    isMailbox: "isQueue",
    isReadonlyMailbox: "isDequeue",
    toStream: "effect/Stream#fromQueue"
  },
  "effect/Match": { either: "result" },
  "effect/Number": {
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo"
  },
  "effect/Option": {
    flatMapNullable: "flatMapNullishOr",
    fromNullable: "fromNullishOr",
    getEquivalence: "makeEquivalence",
    getLeft: "getFailure",
    getOrder: "makeOrder",
    getRight: "getSuccess",
    liftNullable: "liftNullishOr",
    orElseEither: "orElseResult"
  },
  "effect/Order": {
    array: "Array",
    between: "isBetween",
    bigint: "BigInt",
    boolean: "Boolean",
    empty: "alwaysEqual",
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    number: "Number",
    reverse: "flip",
    string: "String",
    struct: "Struct"
  },
  "effect/ParseResult": {
    decode: "effect/Schema#decodeEffect",
    decodeOption: "effect/Schema#decodeOption",
    decodePromise: "effect/Schema#decodePromise",
    decodeSync: "effect/Schema#decodeSync",
    decodeUnknown: "effect/Schema#decodeUnknownEffect",
    decodeUnknownOption: "effect/Schema#decodeUnknownOption",
    decodeUnknownPromise: "effect/Schema#decodeUnknownPromise",
    decodeUnknownSync: "effect/Schema#decodeUnknownSync",
    encode: "effect/Schema#encodeEffect",
    encodeOption: "effect/Schema#encodeOption",
    encodePromise: "effect/Schema#encodePromise",
    encodeSync: "effect/Schema#encodeSync",
    encodeUnknown: "effect/Schema#encodeUnknownEffect",
    encodeUnknownOption: "effect/Schema#encodeUnknownOption",
    encodeUnknownPromise: "effect/Schema#encodeUnknownPromise",
    encodeUnknownSync: "effect/Schema#encodeUnknownSync",
    fail: "effect/Effect#fail",
    flatMap: "effect/Effect#flatMap",
    is: "effect/Schema#is",
    isParseError: "effect/Schema#isSchemaError",
    map: "effect/Effect#map",
    mapBoth: "effect/Effect#mapBoth",
    mapError: "effect/Effect#mapError",
    Missing: "MissingKey",
    ParseError: "effect/Schema#SchemaError",
    ParseIssue: "Issue",
    Refinement: "Filter",
    succeed: "effect/Effect#succeed",
    Type: "InvalidType",
    Unexpected: "UnexpectedKey"
  },
  "effect/Predicate": {
    isNotNullable: "isNotNullish",
    isNullable: "isNullish",
    isReadonlyRecord: "isReadonlyObject",
    isRecord: "isObject",
    struct: "Struct"
  },
  "effect/Pretty": { make: "toFormatter" },
  "effect/Queue": { unsafeOffer: "offerUnsafe" },
  "effect/Random": { nextRange: "nextBetween" },
  "effect/Record": {
    getEquivalence: "makeEquivalence",
    getLefts: "getFailures",
    getRights: "getSuccesses",
    modifyOption: "modify",
    replaceOption: "replace"
  },
  "effect/Redacted": { getEquivalence: "makeEquivalence", unsafeWipe: "wipeUnsafe" },
  "effect/Ref": { unsafeMake: "makeUnsafe" },
  "effect/Request": {
    "Request.Error": "Error",
    "Request.Result": "Result",
    "Request.Success": "Success"
  },
  "effect/Runtime": {
    AsyncFiberException: "effect/Cause#AsyncFiberError",
    isAsyncFiberException: "effect/Cause#isAsyncFiberError",
    Runtime: "effect/Context#Context",
    runCallback: "effect/Effect#runCallbackWith",
    runFork: "effect/Effect#runForkWith",
    runPromise: "effect/Effect#runPromiseWith",
    runPromiseExit: "effect/Effect#runPromiseExitWith",
    runSync: "effect/Effect#runSyncWith",
    runSyncExit: "effect/Effect#runSyncExitWith"
  },
  "effect/Schema": {
    annotations: "annotate",
    asSchema: "revealCodec",
    BigDecimal: "BigDecimalFromString",
    BigDecimalFromSelf: "BigDecimal",
    BigInt: "BigIntFromString",
    BigIntFromSelf: "BigInt",
    CauseFromSelf: "Cause",
    ChunkFromSelf: "Chunk",
    compose: "decodeTo",
    Date: "DateFromString",
    DateFromNumber: "DateFromMillis",
    DateFromSelf: "Date",
    DateTimeUtc: "DateTimeUtcFromString",
    DateTimeUtcFromNumber: "DateTimeUtcFromMillis",
    DateTimeUtcFromSelf: "DateTimeUtc",
    decode: "decodeEffect",
    decodeUnknown: "decodeUnknownEffect",
    DurationFromSelf: "Duration",
    encode: "encodeEffect",
    encodedSchema: "toEncoded",
    encodeUnknown: "encodeUnknownEffect",
    Enums: "Enum",
    equivalence: "toEquivalence",
    HashSetFromSelf: "HashSet",
    JsonNumber: "Finite",
    Object: "ObjectKeyword",
    OptionFromSelf: "Option",
    pretty: "toFormatter",
    ReadonlySetFromSelf: "ReadonlySet",
    Redacted: "RedactedFromValue",
    RedactedFromSelf: "Redacted",
    RegExpFromSelf: "RegExp",
    "Schema.Any": "Top",
    "Schema.AnyNoContext": "Top",
    "Schema.Context": "Codec.DecodingServices",
    "Schema.Encoded": "Codec.Encoded",
    standardSchemaV1: "toStandardSchemaV1",
    SymbolFromSelf: "Symbol",
    TimeZoneFromSelf: "TimeZone",
    TimeZoneNamedFromSelf: "TimeZoneNamed",
    typeSchema: "toType",
    UniqueSymbolFromSelf: "UniqueSymbol",
    URL: "URLFromString",
    URLFromSelf: "URL",
    ValidDateFromSelf: "Date"
  },
  "effect/SchemaAST": {
    anyKeyword: "any",
    AnyKeyword: "Any",
    bigIntKeyword: "bigInt",
    BigIntKeyword: "BigInt",
    booleanKeyword: "boolean",
    BooleanKeyword: "Boolean",
    encodedAST: "toEncoded",
    Enums: "Enum",
    getDescriptionAnnotation: "resolveDescription",
    getIdentifierAnnotation: "resolveIdentifier",
    getTitleAnnotation: "resolveTitle",
    isAnyKeyword: "isAny",
    isBigIntKeyword: "isBigInt",
    isBooleanKeyword: "isBoolean",
    isEnums: "isEnum",
    isNeverKeyword: "isNever",
    isNumberKeyword: "isNumber",
    isStringKeyword: "isString",
    isSymbolKeyword: "isSymbol",
    isTupleType: "isArrays",
    isTypeLiteral: "isObjects",
    isUndefinedKeyword: "isUndefined",
    isUnknownKeyword: "isUnknown",
    isVoidKeyword: "isVoid",
    neverKeyword: "never",
    NeverKeyword: "Never",
    numberKeyword: "number",
    NumberKeyword: "Number",
    stringKeyword: "string",
    StringKeyword: "String",
    symbolKeyword: "symbol",
    SymbolKeyword: "Symbol",
    TupleType: "Arrays",
    typeAST: "toType",
    TypeLiteral: "Objects",
    undefinedKeyword: "undefined",
    UndefinedKeyword: "Undefined",
    unknownKeyword: "unknown",
    UnknownKeyword: "Unknown",
    voidKeyword: "void",
    VoidKeyword: "Void"
  },
  "effect/Scope": {
    CloseableScope: "Closeable",
    extend: "provide",
    "Scope.Closeable": "Closeable"
  },
  "effect/Stream": {
    bufferChunks: "bufferArray",
    catchAll: "catch",
    catchAllCause: "catchCause",
    either: "result",
    ensuringWith: "onExit",
    execute: "fromEffectDrain",
    flattenChunks: "flattenArray",
    flattenIterables: "flattenIterable",
    fromChunk: "fromArray",
    fromChunks: "fromArrays",
    mapChunks: "mapArray",
    mapChunksEffect: "mapArrayEffect",
    mapInputContext: "updateContext",
    mergeEither: "mergeResult",
    orElseIfEmptyStream: "orElseIfEmpty",
    provideLayer: "provide",
    provideSomeContext: "provideContext",
    provideSomeLayer: "provide",
    repeatEffect: "fromEffectRepeat",
    repeatEffectWithSchedule: "fromEffectSchedule",
    runForEachChunk: "runForEachArray",
    runForEachScoped: "runForEach",
    runScoped: "run",
    "Stream.Context": "Services",
    "Stream.Error": "Error",
    "Stream.Success": "Success",
    StreamTypeId: "TypeId",
    tapErrorCause: "tapCause",
    unwrapScoped: "unwrap",
    whenEffect: "when",
    zipWithChunks: "zipWithArray"
  },
  "effect/Struct": { getEquivalence: "makeEquivalence", getOrder: "makeOrder" },
  "effect/SynchronizedRef": { unsafeMake: "makeUnsafe" },
  "effect/Trie": { unsafeGet: "getUnsafe" },
  "effect/Tuple": { at: "get" },
  "effect/Types": { MergeRecord: "MergeLeft" }
}

/**
 * Members with two successors that both fit: Effect 4 returns what was an `Either` as a `Result` or as an `Exit`.
 */
export const choices: Table<Table<Choice>> = {
  "effect/ParseResult": {
    decodeEither: { result: "effect/Schema#decodeResult", exit: "effect/Schema#decodeExit" },
    decodeUnknownEither: {
      result: "effect/Schema#decodeUnknownResult",
      exit: "effect/Schema#decodeUnknownExit"
    },
    encodeEither: { result: "effect/Schema#encodeResult", exit: "effect/Schema#encodeExit" },
    encodeUnknownEither: {
      result: "effect/Schema#encodeUnknownResult",
      exit: "effect/Schema#encodeUnknownExit"
    }
  },
  "effect/Schema": {
    decodeEither: { result: "decodeResult", exit: "decodeExit" },
    decodeUnknownEither: { result: "decodeUnknownResult", exit: "decodeUnknownExit" },
    encodeEither: { result: "encodeResult", exit: "encodeExit" },
    encodeUnknownEither: { result: "encodeUnknownResult", exit: "encodeUnknownExit" }
  }
}

/** The two successors of a member that returned an `Either`. */
export interface Choice {
  readonly result: string
  readonly exit: string
}

/** Members that mean something else where a type is written. */
export const typeRenames: Table<Table<string>> = {
  "effect/Context": {
    ReadonlyTag: "Key",
    Tag: "Service",
    "Tag.Identifier": "Service.Identifier",
    "Tag.Service": "Service.Shape"
  }
}

/** Members that kept their name and changed their meaning, by what to look at. */
export const changed: Table<Table<string>> = {
  "effect/Schema": {
    Cause: "its encoded side is the cause itself now; Schema.toCodecJson gives the JSON form",
    Chunk: "its encoded side is a Chunk now, no longer an array",
    Duration: "its encoded side is a Duration now",
    Exit: "its encoded side is the exit itself now; Schema.toCodecJson gives the JSON form",
    HashSet: "its encoded side is a HashSet now, no longer an array",
    Option: "its encoded side is an Option now; Schema.toCodecJson gives the JSON form",
    ReadonlySet: "its encoded side is a Set now, no longer an array"
  }
}

/** What takes the place of members that are gone, for the list of things to do by hand. */
export const hints: Table<Table<string>> = {
  "effect/Cause": {
    failureOrCause: "Cause.findError returns a Result: the error, or the cause without errors",
    isEmpty: "test cause.reasons.length",
    isEmptyType: "a cause is a list of reasons now: test cause.reasons.length"
  },
  "effect/Effect": {
    catchSome: "Effect.catchFilter takes a Filter and a handler",
    dieMessage: "Effect.die(new Error(message))",
    filterOrDie: "Effect.filterOrFail, then Effect.orDie",
    filterOrDieMessage: "Effect.filterOrFail with an Error, then Effect.orDie",
    forkAll: "fork each effect, or use a concurrent combinator",
    if: "choose the branch inside Effect.suspend",
    optionFromOptional: "map to Option.some and recover NoSuchElementError with Option.none",
    orElse: "Effect.catch with a handler that ignores its argument",
    repeatN: "Effect.repeat({ times: n })",
    runtime: "Effect.context, and Effect.runForkWith in place of the runtime's own functions",
    Service: "Context.Service with a `make` option; layers are written by hand",
    serviceFunctions: "call the `use` of the service",
    Tag: "accessors are gone: yield the service, or call its `use`",
    timeoutFail: "Effect.timeoutOrElse with a failing fallback",
    timeoutTo: "Effect.timeoutOrElse, after mapping the success",
    unless: "choose the branch inside Effect.suspend",
    zipLeft: "Effect.zip, then take the first"
  },
  "effect/FiberRef": {
    set: "references are provided to an effect, not set: Effect.provideService",
    update: "for state use Ref; for fiber-local settings Effect.updateService"
  },
  "effect/Mailbox": {
    make: "Queue.make({ capacity, strategy }), with Cause.Done among its errors"
  },
  "effect/Request": { RequestTypeId: "make requests with Request.Class or Request.of" },
  "effect/RequestResolver": {
    makeBatched: "RequestResolver.make, which is given entries to complete",
    makeWithEntry: "RequestResolver.make, which is given one batch of entries"
  },
  "effect/Runtime": { defaultRuntime: "run with Effect.runFork and its siblings" },
  "effect/Schema": {
    arbitrary: "Arbitrary.schema(schema)",
    extend: "struct.mapFields(Struct.assign(fields)), or Schema.fieldsAssign",
    ExitEncoded:
      "the encoded type of an exit schema is Schema.Codec.Encoded of its Schema.toCodecJson",
    filterEffect: "Schema.decode with SchemaGetter.checkEffect",
    omit: "struct.mapFields(Struct.omit([keys]))",
    partial: "struct.mapFields(Struct.map(Schema.optional))",
    pick: "struct.mapFields(Struct.pick([keys]))",
    TaggedRequest: "requests no longer carry their schemas: describe calls with effect/rpc/Rpc",
    "TaggedRequest.All":
      "requests no longer carry their schemas: describe calls with effect/rpc/Rpc",
    transform: "from.pipe(Schema.decodeTo(to, SchemaTransformation.transform({ decode, encode })))",
    transformOrFail: "Schema.decodeTo with SchemaGetter.transformEffect",
    validate: "decode with Schema.toType(schema)"
  }
}
