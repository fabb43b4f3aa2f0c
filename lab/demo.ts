import { commonOptions } from '../scripts/lib/cli/common-options.ts'
import type { Command, Values } from '../scripts/lib/cli/options.ts'
import { exitCodes, RefitError } from '../scripts/lib/errors.ts'
import type { ExitCode } from '../scripts/lib/errors.ts'
import { duration } from '../scripts/lib/report/words.ts'
import { screen } from './demo-screen.ts'
import type { DemoProcess, Screen } from './demo-screen.ts'
import { demoLab, freshLab, removeLab } from './demo-lab.ts'
import { showRecording } from './demo-recorded.ts'
import { runScript } from './demo-script.ts'
import { complaints, settledStanding, standingOf, standingTable, workloadTable } from './demo-standing.ts'
import type { Lab } from './lab.ts'

/** `npm run demo` */
export const demoCommand = {
  name: 'demo',
  summary:
    'Boots two real nodes, migrates them from Docker to containerd, and looks whether everything still runs',
  options: {
    profile: {
      type: 'string',
      placeholder: 'PROFILE',
      choices: ['classic', 'modern'],
      default: 'classic',
      description: 'what the nodes are: Kubernetes 1.23 on dockershim, or 1.34 on cri-dockerd',
    },
    recorded: { type: 'boolean', description: 'show a recorded run, and do nothing on this machine' },
    down: { type: 'boolean', description: 'remove the nodes at the end' },
    help: commonOptions.help,
  },
  examples: ['npm run demo -- --profile modern --down'],
} as const satisfies Command

type DemoOptions = Omit<Values<typeof demoCommand.options>, 'help'>

/**
 * The whole way on a lab of its own. Where this machine cannot boot one, it says why and shows a recorded run.
 * Gives 1 where anything is not as it should be at the end; `makeLab` is what boots the nodes.
 */
export async function demo(
  options: DemoOptions,
  io: DemoProcess,
  makeLab: typeof freshLab = freshLab,
): Promise<ExitCode> {
  const out = screen(io)
  if (options.recorded) return showRecording(out)
  const started = Date.now()
  let lab: Lab
  try {
    lab = await makeLab(options.profile, io)
  } catch (error) {
    if (!(error instanceof RefitError) || error.exitCode !== exitCodes.usage) throw error
    out.line(error.message)
    const code = await showRecording(out)
    if (error.next !== undefined) out.section('To see it on real nodes', [error.next])
    return code
  }
  const wrong = await migrateLab(lab, out)
  if (options.down) await removeLab(io)
  out.section('The end', [
    ...(wrong.length === 0 ? ['Every node is Ready on containerd, and what ran before runs.'] : wrong),
    `The demo took ${duration((Date.now() - started) / 1000)}.`,
  ])
  if (!options.down) out.section('What to try next', nextCommands)
  return wrong.length === 0 ? exitCodes.ok : exitCodes.failed
}

/** Migrates the lab's nodes, shows them before and after, and gives what is not as it should be. */
async function migrateLab(lab: Lab, out: Screen): Promise<string[]> {
  const before = await standingOf(lab)
  out.section('The nodes before, as kubectl and their own containerd tell', standingTable(before, out))
  const code = await runScript(
    'scripts/migrate.mjs',
    ['--inventory', demoLab, '--to', 'containerd', '--yes'],
    out,
  )
  const after = code === exitCodes.ok ? await settledStanding(lab, before) : await standingOf(lab)
  out.section('The nodes after', standingTable(after, out))
  out.section('Their pods', workloadTable(before, after, out))
  const failed = code === exitCodes.ok ? [] : [`The migration ended with exit code ${code}.`]
  return [...failed, ...complaints(before, after)]
}

const nextCommands = [
  'npx zx scripts/status.mjs --inventory demo',
  'npx zx scripts/migrate.mjs --inventory demo             # nothing is left to do',
  'npx zx scripts/rollback.mjs --inventory demo --limit n2',
  'npx zx scripts/lab.mjs ssh n2 --name demo',
  'npx zx scripts/lab.mjs down --name demo                 # removes the nodes',
]
