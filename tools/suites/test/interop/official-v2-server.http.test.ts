import * as OfficialProgram from "../../src/OfficialProgram.ts"
import { suite } from "./v2ServerSuite.ts"

suite(OfficialProgram.v2.http)
