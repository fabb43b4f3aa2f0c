import { quote } from '../shell/quote.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, file, unit } from '../plan/changes.ts'
import { credentialFiles } from '../settings/credentials.ts'
import { waitScript } from './containerd-answers.ts'
import { checkConfiguration } from './containerd-check.ts'
import { convertedFiles } from './containerd-converted.ts'
import type { ConvertedFile } from './containerd-converted.ts'
import { bringProgram, chooseProgram, programOf, programPath } from './containerd-program.ts'
import { registryFiles } from './registries.ts'
import type { RuntimeContext } from './runtime.ts'

/**
 * From one version of containerd to another: shims keep the containers while it is restarted, and kubelet waits for
 * its socket. Nothing where it cannot be done, which the gate says.
 */
export function containerdInPlace(context: RuntimeContext): ChangeInput[] {
  const program = programOf(context)
  const converted = convertedFiles(context)
  if (program.version === undefined || converted === undefined) return []
  const { files, registries } = converted
  const isPackage = program.install !== undefined && 'package' in program.install
  const check = checkConfiguration(
    programPath(program, 'containerd'),
    program.version,
    staged(files),
    isPackage ? 'switch' : 'prepare',
  )
  const carried = { ...context.carried, registries }
  return [
    ...bringProgram(context),
    ...(isPackage ? [] : [check]),
    ...dockerRunsAgain(context),
    ...chooseProgram(context),
    ...(isPackage ? [check] : []),
    ...files
      .filter(({ isChanged }) => isChanged)
      .map(({ path, content, before, reasons }) =>
        file(path, content, {
          mode: before?.mode ?? '0644',
          owner: before?.owner ?? 'root',
          group: before?.group ?? 'root',
          reasons,
        }),
      ),
    ...registryFiles({ ...context, carried }, program.version),
    ...credentialFiles(context.facts, carried),
    unit('containerd.service', {
      active: true,
      restartOnChange: true,
      reasons: ['its containers run on: each is kept by a shim of its own'],
    }),
    answersAs(program.version),
  ]
}

// Imports name absolute paths; those that are converted too are read from beside it.
function staged(files: readonly ConvertedFile[]): { name: string; content: string }[] {
  return files.map(({ path, stagedContent }, index) => ({
    name: index === 0 ? 'config.toml' : `import-${path.slice(path.lastIndexOf('/') + 1)}`,
    content: stagedContent,
  }))
}

// Its way back is no more than the restart that comes after the undo: no pod is ended.
function answersAs(version: string): ChangeInput {
  return command(`containerd ${version} answers over CRI`, {
    script: `${waitScript}
pid=$(systemctl show -p MainPID containerd.service | sed 's/^MainPID=//')
running=$("/proc/$pid/exe" --version)
case " $running" in *[\\ v]${quote(version)}[!0-9]*) ;; *) echo "what runs is $running" >&2; exit 1 ;; esac
`,
    undo: '',
  })
}

// systemd restarts what requires a unit along with it; but a package stops it first, and then starts it alone.
function dockerRunsAgain({ facts: { observed } }: RuntimeContext): ChangeInput[] {
  const docker = observed.units.get('docker.service')
  if (docker?.active !== true || !docker.requires.includes('containerd.service')) return []
  const again = 'systemctl is-active --quiet docker.service || systemctl start docker.service\n'
  return [command('docker.service runs on after an undo', { script: ':\n', undo: again })]
}
