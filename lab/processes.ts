import { readFile, readdir } from 'node:fs/promises'

export interface Process {
  pid: number
  parent: number
  arguments: string[]
}

/** Every process of this machine. What has ended while we were reading is left out. */
export async function listProcesses(proc = '/proc'): Promise<Process[]> {
  const pids = (await readdir(proc)).filter(name => /^\d+$/.test(name))
  const processes = await Promise.all(pids.map(pid => readProcess(proc, pid).catch(() => undefined)))
  return processes.filter(process => process !== undefined)
}

/** The one process whose arguments have `argument`, whole: labs are found by what runs, never by a stale pid file. */
export async function findByArgument(program: string, argument: string): Promise<Process | undefined> {
  const processes = await listProcesses()
  return processes.find(
    process => process.arguments[0]?.endsWith(program) && process.arguments.includes(argument),
  )
}

async function readProcess(proc: string, pid: string): Promise<Process> {
  const [stat, cmdline] = await Promise.all([
    readFile(`${proc}/${pid}/stat`, 'utf8'),
    readFile(`${proc}/${pid}/cmdline`, 'utf8'),
  ])
  // The second field is the command's name in brackets, and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid: Number(pid), parent: Number(fields[1]), arguments: cmdline.split('\0').slice(0, -1) }
}
