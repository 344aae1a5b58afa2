import * as Places from "../../../src/raw/Places.ts"
import { all } from "./all.ts"

all(Places.memory)
