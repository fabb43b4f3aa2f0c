#!/usr/bin/env zx
// From nothing to the end of a migration, on a cluster of real nodes; see README.md.
import '../scripts/lib/node-version.mjs'

const { main } = await import('../scripts/lib/cli/main.ts')
const { demo, demoCommand } = await import('./demo.ts')
await main(import.meta.filename, demoCommand, ({ values }) => demo(values, process))
