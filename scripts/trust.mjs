#!/usr/bin/env zx
// Shows the host keys of machines that are not known yet, and notes them as known once you agree.
import { main } from './lib/index.mjs'

const { trust, trustCommand } = await import('./lib/ssh/trust-command.ts')

await main(import.meta.filename, trustCommand, trust)
