#!/usr/bin/env zx
// Boots, shows and removes a cluster of real nodes on this machine; see docs/lab.md.
import './lib/node-version.mjs'

const { main } = await import('../lab/cli.ts')
// zx puts itself before the script's own name.
const script = process.argv.findIndex(word => word.endsWith('lab.mjs'))
process.exitCode = await main(process.argv.slice(script + 1), process.env)
