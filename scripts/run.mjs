#!/usr/bin/env zx
// One command on many hosts.
import { main, runCommand, runOnHosts, withRun } from './lib/index.mjs'

await main(import.meta.filename, runCommand, invocation =>
  withRun('run', invocation, run => runOnHosts(run, invocation)),
)
