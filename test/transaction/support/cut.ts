import { spawn } from 'node:child_process'
import type { Scratch } from './scratch.ts'
import { transactions } from './scratch.ts'
import { find } from './shells.ts'

/** Where a run of transaction.sh is killed: at a call that changes something, counted over all its processes. */
export interface Cut {
  /** Which one of them; the run goes through where it makes fewer. */
  call: number
}

/** Whether this machine can cut at a system call; else `runAndCut` cuts by the clock. */
export const canTrace = find('strace') !== undefined

const changing =
  'openat,write,rename,renameat,renameat2,unlink,unlinkat,mkdir,rmdir,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,chown,fchownat,fsync,syncfs,sync,ftruncate,copy_file_range,sendfile,?creat'

/**
 * Runs transaction.sh and kills it, with all its children at once, when they have made so many calls that change
 * something. Gives whether it was cut.
 */
export async function runAndCut(place: Scratch, id: string, words: string[], cut: Cut): Promise<boolean> {
  const script = `${place.root}/${transactions}/${id}/transaction.sh`
  const shell = `${place.root}/programs/sh`
  const command = [shell, script, ...words]
  // strace tells on its standard error; what the script says there is not a call, as it has no bracket.
  const [program = '', ...parameters] = canTrace
    ? ['strace', '-f', '-qq', '-e', `trace=${changing}`, '-e', 'signal=none', ...command]
    : command
  const child = spawn(program, parameters, {
    env: place.environment,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let calls = 0
  let isCut = false
  const kill = (): void => {
    if (isCut || child.pid === undefined || child.exitCode !== null) return
    isCut = true
    process.kill(-child.pid, 'SIGKILL')
  }
  const timer = canTrace ? undefined : setTimeout(kill, cut.call)
  let partial = ''
  child.stderr.setEncoding('latin1').on('data', (chunk: string) => {
    const lines = (partial + chunk).split('\n')
    partial = lines.pop() ?? ''
    calls += lines.filter(isChange).length
    if (calls >= cut.call) kill()
  })
  await new Promise(resolve => child.on('close', resolve))
  clearTimeout(timer)
  return isCut
}

/** Most files are opened to be read, by the loader of programs. */
function isChange(line: string): boolean {
  return line.includes('(') && (!line.includes('openat(') || /O_(WRONLY|RDWR|CREAT)/.test(line))
}
