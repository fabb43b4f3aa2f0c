import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { messageOf } from '../../errors.ts'
import type { Unread } from '../unread.ts'

/** A file that may hold manifests. */
export interface ManifestFile {
  path: string
  /** Below templates/ of a Helm chart. */
  isTemplate: boolean
}

/**
 * All YAML and JSON files of a folder, in the order of their names, or the one file that is named. Symbolic links are
 * not followed below the first, so that no walk is endless, and nothing but a regular file is opened.
 */
export async function manifestFiles(root: string): Promise<{ files: ManifestFile[]; unread: Unread[] }> {
  const files: ManifestFile[] = []
  const unread: Unread[] = []
  const walk = async (folder: string, inTemplates: boolean): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true })
    const isChart = entries.some(({ name }) => name === 'Chart.yaml')
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (files.length >= mostFiles) return
      if (entry.isDirectory()) {
        if (entry.name === '.git' || entry.name === 'node_modules') continue
        await walk(path, inTemplates || (isChart && entry.name === 'templates')).catch((error: unknown) => {
          unread.push({ subject: path, message: `not read: ${messageOf(error)}`, expected: false })
        })
      } else if (entry.isFile() && extensions.has(extname(entry.name))) {
        files.push({ path, isTemplate: inTemplates })
      }
    }
  }
  try {
    if (await isFolder(root)) await walk(root, false)
    else files.push({ path: root, isTemplate: false })
  } catch (error) {
    unread.push({ subject: root, message: `not read: ${messageOf(error)}`, expected: false })
  }
  if (files.length >= mostFiles)
    unread.push({ subject: root, message: `only the first ${mostFiles} files were read`, expected: false })
  return { files, unread }
}

async function isFolder(root: string): Promise<boolean> {
  const found = await stat(root)
  if (!found.isDirectory() && !found.isFile()) throw new Error('it is neither a folder nor a regular file')
  return found.isDirectory()
}

const extensions = new Set(['.yaml', '.yml', '.json'])
const mostFiles = 50_000
