#!/usr/bin/env zx
// Removes old transactions from nodes. The newest stay, and anything that is open.
import { agree, cleanUp, cleanupCommand, main, planCleanup, roll, withRun } from './lib/index.mjs'

await main(import.meta.filename, cleanupCommand, invocation =>
  withRun('cleanup', invocation, async run => {
    const { plan, nodes } = await planCleanup(run, invocation.values.keep)
    const agreement = await agree(plan, invocation)
    if (!agreement.goOn) return agreement.code
    return roll(run, nodes, node => cleanUp(run, node))
  }),
)
