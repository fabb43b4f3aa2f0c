#!/usr/bin/env zx
// Makes the recording that `npm run demo -- --recorded` shows, by a real migration: npx zx lab/record.mjs
import '../scripts/lib/node-version.mjs'

const { record } = await import('./record.ts')
await record(process)
