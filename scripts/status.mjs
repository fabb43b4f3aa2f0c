#!/usr/bin/env zx
// What every node runs, and whether anything is open on it.
import { main, showStatus, statusCommand, withRun } from './lib/index.mjs'

await main(import.meta.filename, statusCommand, invocation =>
  withRun('status', invocation, run => showStatus(run, invocation)),
)
