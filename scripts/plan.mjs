#!/usr/bin/env zx
// Shows what migrate would do, and changes nothing.
import { agree, main, planCommand, planMigration, savePlanTo, withRun } from './lib/index.mjs'

await main(import.meta.filename, planCommand, invocation =>
  withRun('plan', invocation, async run => {
    const { plan } = await planMigration(run, invocation.values)
    await savePlanTo(invocation.values.out, plan)
    const { code } = await agree(plan, { ...invocation, values: { ...invocation.values, dryRun: true } })
    return code
  }),
)
