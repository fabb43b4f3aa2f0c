import type { Mention } from '../survey/mentions.ts'

/** The part of a line that a shell, or systemd, runs as a command; empty where it is something else. */
export function shellOf({ file, kind, text }: Mention): string {
  switch (kind) {
    case 'unit':
      return /^\s*Exec\w*\s*=\s*[-@:+!|]*(.*)$/u.exec(text)?.[1] ?? ''
    case 'cron':
      return cronCommand(file, text)
    case 'profile':
    case 'script':
      return text
    case 'setting':
      return settingCommand(text)
    case 'prose':
      return ''
  }
}

// Five fields or @daily; in the system's own tables a user comes before the command, in anacrontab a delay and a name.
function cronCommand(file: string, text: string): string {
  if (file === '/etc/anacrontab') return /^\s*\S+\s+\d+\s+\S+\s+(.*)$/u.exec(text)?.[1] ?? ''
  const [, afterTimes] = /^\s*(?:@\w+|(?:[\w*,/-]+\s+){4}[\w*,/-]+)\s+(.*)$/u.exec(text) ?? []
  if (afterTimes === undefined) return text
  return file.startsWith('/var/spool/') ? afterTimes : (/^\S+\s+(.*)$/u.exec(afterTimes)?.[1] ?? '')
}

// `commands = ["docker ps"]`, `command[check]=docker ps`, `start program = "docker start app"`, and lines that are a
// command by themselves, such as those after postrotate.
function settingCommand(text: string): string {
  const [, value] = /^\s*(?:[\w.[\]-]+\s*\+?[=:]|(?!docker)[\w .[\]-]+=\s*(?=["']))\s*(.*)$/u.exec(text) ?? []
  return (value ?? text)
    .replace(/^\[\s*/u, '')
    .replace(/^["'](.*)["']\s*\]?,?\s*$/u, '$1')
    .trim()
}
