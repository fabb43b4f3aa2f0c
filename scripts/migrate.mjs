#!/usr/bin/env zx
// Takes nodes to another container runtime, one at a time: workers first, then the control plane.
import {
  agree,
  confirm,
  drain,
  gate,
  guarded,
  main,
  migrateCommand,
  planMigration,
  prepare,
  release,
  roll,
  switchRuntime,
  verify,
  withRun,
} from './lib/index.mjs'

await main(import.meta.filename, migrateCommand, invocation =>
  withRun('migrate', invocation, async run => {
    const { plan, nodes } = await planMigration(run, invocation.values)
    const agreement = await agree(plan, invocation)
    if (!agreement.goOn) return agreement.code

    return roll(run, nodes, async node => {
      const migration = await gate(run, node) // reads the node again, and refuses what has changed
      return guarded(migration, async () => {
        await prepare(migration) // images are carried over, the old runtime goes on serving
        await drain(migration) // evicts what can go elsewhere, by PodDisruptionBudget
        await switchRuntime(migration) // one transaction, which the node itself undoes if a step fails
        await verify(migration) // its own pods run, and a new one starts, logs and takes a command
        await confirm(migration) // over a new connection
        return release(migration) // annotates, and uncordons what was schedulable before
      })
    })
  }),
)
