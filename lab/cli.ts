import { RefitError, exitCodes } from '../scripts/lib/errors.ts'
import { checkName, defaultName, nameOption, parse, theLab, theNode, usage, wrong } from './cli-arguments.ts'
import { runUp } from './cli-up.ts'
import { down } from './down.ts'
import { loadLabs } from './lab.ts'
import { logs } from './logs.ts'
import { labHome } from './paths.ts'
import { screenProgress } from './progress.ts'
import { ssh } from './ssh.ts'
import { statusOf, statusText } from './status.ts'

/** The lab's command line; gives the exit code. `environment` is asked for CI and REFIT_LAB_HOME, _CACHE and _BIN. */
export async function main(words: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(words, environment)
  } catch (error) {
    if (!(error instanceof RefitError)) throw error
    console.error(error.message)
    if (error.next !== undefined) console.error(error.next)
    return error.exitCode
  }
}

async function run([command, ...words]: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const home = labHome(environment)
  switch (command) {
    case 'up':
      return runUp(words, environment)
    case 'down':
      return runDown(words, home)
    case 'status':
      return runStatus(words, home)
    case 'ssh':
      return runSsh(words, home)
    case 'logs':
      return runLogs(words, home)
    case 'help':
    case '--help':
      console.log(usage)
      return exitCodes.ok
    default:
      throw wrong(command === undefined ? usage : `There is no command \`${command}\`.\n${usage}`)
  }
}

async function runDown(words: string[], home: string): Promise<number> {
  const name = checkName(parse(words, nameOption).values.name)
  const was = await down(name, home, screenProgress(process.stderr))
  console.log(was ? `The lab ${name} is gone.` : `There is no lab ${name}.`)
  return exitCodes.ok
}

/** All labs, or the one that is named; as JSON always one. */
async function runStatus(words: string[], home: string): Promise<number> {
  const { values } = parse(words, { name: { type: 'string' }, json: { type: 'boolean', default: false } })
  const all = values.name === undefined && !values.json
  const labs = all ? await loadLabs(home) : [await theLab(values.name ?? defaultName, home)]
  const states = await Promise.all(labs.map(statusOf))
  if (values.json) console.log(JSON.stringify(states[0], null, 2))
  else
    console.log(
      states.map(statusText).join('\n\n') || 'There is no lab; `npx zx scripts/lab.mjs up` makes one.',
    )
  return exitCodes.ok
}

async function runSsh(words: string[], home: string): Promise<number> {
  const split = words.includes('--') ? words.indexOf('--') : words.length
  const { values, positionals } = parse(words.slice(0, split), nameOption, true)
  const lab = await theLab(values.name, home)
  return ssh(lab, theNode(lab, positionals), words.slice(split + 1))
}

async function runLogs(words: string[], home: string): Promise<number> {
  const { values, positionals } = parse(words, nameOption, true)
  await logs(theNode(await theLab(values.name, home), positionals))
  return exitCodes.ok
}
