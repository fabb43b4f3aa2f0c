#!/usr/bin/env zx
// Ends what a run that was cut off has left open on nodes: finished where all was done, taken back elsewhere.
import { agree, main, planResume, resumeCommand, resumeOn, roll, withRun } from './lib/index.mjs'

await main(import.meta.filename, resumeCommand, invocation =>
  withRun('resume', invocation, async run => {
    const { plan, nodes } = await planResume(run, invocation.values.undo)
    const agreement = await agree(plan, invocation)
    if (!agreement.goOn) return agreement.code
    return roll(run, nodes, node => resumeOn(run, node))
  }),
)
