import type { Mention } from '../survey/mentions.ts'
import { dockerCalls } from './docker-calls.ts'
import { dockerServiceVerbs } from './docker-services.ts'
import { shellOf } from './shell-of.ts'
import { simpleCommands } from './shell-line.ts'

/** What a line of a file does with Docker. */
export type Use =
  | { kind: 'command'; words: string[] }
  | { kind: 'service'; verb: string }
  | { kind: 'socket'; socket: string }
  | { kind: 'address' }
  | { kind: 'data' }
  | { kind: 'configuration' }
  | { kind: 'dependency'; directive: string; unit: string }
  | { kind: 'permission' }

/** What this line does with Docker; nothing where it only names it. */
export function usesOf(mention: Mention): Use[] {
  if (mention.kind === 'prose' || isComment(mention)) return []
  const shell = shellOf(mention)
  const said = withoutWordsForPeople(mention, shell)
  return [
    ...[...dockerCalls(shell), ...listedCalls(mention)].map(words => ({ kind: 'command' as const, words })),
    ...dockerServiceVerbs(shell).map(verb => ({ kind: 'service' as const, verb })),
    ...(/\/(?:var\/)?run\/(?:docker|dockershim|cri-dockerd)\.sock\b/u.exec(said) ?? []).map(socket => ({
      kind: 'socket' as const,
      socket,
    })),
    ...(/\bDOCKER_HOST\b["']?\s*[=:,]|\btcp:\/\/[\w.[\]:-]+:237[56]\b/u.test(said)
      ? [{ kind: 'address' as const }]
      : []),
    ...(/\/var\/lib\/docker(?![\w-])/u.test(said) ? [{ kind: 'data' as const }] : []),
    ...(/\/etc\/docker\/|\/(?:etc\/systemd\/system|usr\/lib\/systemd\/system)\/docker\.service/u.test(said)
      ? [{ kind: 'configuration' as const }]
      : []),
    ...dependenciesOf(mention),
    ...(mention.file.startsWith('/etc/sudoers') && /\/docker\b/u.test(mention.text)
      ? [{ kind: 'permission' as const }]
      : []),
  ]
}

function isComment({ text, kind }: Mention): boolean {
  return /^\s*(?:#|\/\/|--\s)/u.test(text) || (kind === 'unit' && /^\s*;/u.test(text))
}

// `["docker", "ps"]`, as programs in other languages and JSON write a command.
function listedCalls({ text, kind }: Mention): string[][] {
  if (kind !== 'script' && kind !== 'setting') return []
  const words = /["'](?:\/[\w./-]*\/)?docker["']\s*,\s*["'](\w[\w-]*)["']/u.exec(text)
  return words?.[1] === undefined ? [] : [[words[1]]]
}

// A path in a message to people is no use of it.
function withoutWordsForPeople({ kind, text }: Mention, shell: string): string {
  if (kind === 'setting' || shell === '') return text
  const commands = simpleCommands(shell).filter(
    ([first]) =>
      !/^(?:echo|printf|print|logger|log\w*|warn\w*|err\w*|info|die|fail\w*|say|usage)$/iu.test(
        first?.text ?? '',
      ),
  )
  return commands.map(words => words.map(word => word.text).join(' ')).join('\n')
}

function dependenciesOf({ kind, text }: Mention): Use[] {
  const [, directive, units = ''] =
    /^\s*(Requires|Requisite|BindsTo|PartOf|Wants|Upholds)\s*=(.*)$/u.exec(text) ?? []
  const unit = /(?:^|\s)(docker\.(?:service|socket))(?=\s|$)/u.exec(units)?.[1]
  return kind !== 'unit' || directive === undefined || unit === undefined
    ? []
    : [{ kind: 'dependency', directive, unit }]
}
