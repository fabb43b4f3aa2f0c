import { baseName, fromProgram, isRunner } from './command-words.ts'
import { simpleCommands } from './shell-line.ts'

/** What a line of shell does to Docker's own services: "restart", "is-active". */
export function dockerServiceVerbs(line: string): string[] {
  return simpleCommands(line).flatMap(words => {
    const texts = fromProgram(words).map(({ text }) => text)
    const manager = texts.findIndex(text => managers.has(baseName(text)))
    if (manager === -1 || (manager > 0 && !isRunner(texts[0] ?? ''))) return []
    return texts.some(text => service.test(text))
      ? texts.slice(manager + 1).filter(text => verbs.has(text))
      : []
  })
}

const managers = new Set(['systemctl', 'service', 'rc-service', 'invoke-rc.d'])
const service = /^(?:docker|cri-dockerd?)(?:\.(?:service|socket))?$/u
const verbs = new Set(
  'start stop restart try-restart reload enable disable mask unmask kill status is-active is-enabled show'.split(
    ' ',
  ),
)
