import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * The words after the script's own path. Under zx the path is not where Node puts it, and zx's own options
 * may stand before it: `node zx --quiet scripts/migrate.mjs --inventory lab`.
 */
export function scriptArguments(argv: readonly string[], script: string): string[] {
  const wanted = canonical(script)
  const index = argv.findIndex((word, position) => position > 0 && canonical(word) === wanted)
  return argv.slice(index === -1 ? 2 : index + 1)
}

// Node resolves symbolic links in a module's file name and not in argv.
function canonical(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
