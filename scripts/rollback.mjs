#!/usr/bin/env zx
// Takes nodes back to the runtime that they had before the last migration, one at a time.
import {
  agree,
  drain,
  gateRollback,
  guardedRollback,
  main,
  planRollback,
  release,
  roll,
  rollbackCommand,
  takeTransactionBack,
  verify,
  withRun,
} from './lib/index.mjs'

await main(import.meta.filename, rollbackCommand, invocation =>
  withRun('rollback', invocation, async run => {
    const { plan, nodes } = await planRollback(run, invocation.values)
    const agreement = await agree(plan, invocation)
    if (!agreement.goOn) return agreement.code

    return roll(run, nodes, async node => {
      const rollback = await gateRollback(run, node)
      return guardedRollback(rollback, async () => {
        await drain(rollback)
        await takeTransactionBack(rollback) // the journal backwards, on the node
        await verify(rollback) // on its old runtime now
        return release(rollback)
      })
    })
  }),
)
