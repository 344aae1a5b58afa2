import * as OfficialProgram from "../../src/OfficialProgram.ts"
import { suite } from "./everythingSuite.ts"

suite(OfficialProgram.everything.http)
