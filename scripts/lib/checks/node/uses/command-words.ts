import type { ShellWord } from './shell-line.ts'

/** The words of a simple command from the program on: without assignments and keywords before it. */
export function fromProgram(words: readonly ShellWord[]): readonly ShellWord[] {
  const start = words.findIndex(({ text }) => !isAssignment(text) && !keywords.has(text))
  return start === -1 ? [] : words.slice(start)
}

/** Whether a word is `NAME=value` or `NAME+=value`. */
export function isAssignment(text: string | undefined): boolean {
  return text !== undefined && /^\w+\+?=/u.test(text)
}

/** Whether a program runs what it is given: sudo, sh, xargs. */
export function isRunner(program: string): boolean {
  return runners.has(baseName(program))
}

/** "docker" of "/usr/bin/docker". */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

const keywords = new Set('then do else elif if while until ! { } [[ export local readonly'.split(' '))

const runners = new Set(
  `sudo doas env exec nohup nice ionice timeout time setsid stdbuf command builtin flock chroot xargs watch nsenter ssh
  systemd-run runuser su sh bash dash ash zsh ksh busybox eval trap parallel unbuffer script chronic cronic retry
  systemd-cat logsave taskset numactl unshare setpriv capsh start-stop-daemon daemonize dumb-init tini`.split(
    /\s+/u,
  ),
)
