#!/usr/bin/env zx
// Says what would break with another runtime, before it does; changes nothing.
import { check, checkCommand, main } from './lib/index.mjs'

await main(import.meta.filename, checkCommand, check)
