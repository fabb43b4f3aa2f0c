/** A line of a file on a node that has the word docker in it. It may hold secrets: only what is read out of it is shown. */
export interface Mention {
  file: string
  line: number
  text: string
  kind: FileKind
}

export type FileKind = 'unit' | 'cron' | 'profile' | 'script' | 'setting' | 'prose'

/** Lines of `grep -nH`, without those of Docker's own files. What is not text is passed over. */
export function parseMentions(lines: readonly string[]): Mention[] {
  const mentions = new Map<string, Mention>()
  for (const whole of lines) {
    // Longer than survey.sh prints one; the pattern is not to walk through megabytes.
    if (whole.length > 2000) continue
    const [, file, line, text] =
      /^(\/[^\p{Cc}]*?):(\d{1,9}):([^\p{Cc}\t]*(?:\t[^\p{Cc}\t]*)*)$/u.exec(whole) ?? []
    if (file === undefined || text === undefined || isDockersOwn(file)) continue
    mentions.set(`${file}:${line}`, { file, line: Number(line), text, kind: kindOf(file) })
  }
  return [...mentions.values()]
}

// What its packages and its archives bring along; it goes when Docker goes. An operator's drop-ins are its settings.
function isDockersOwn(file: string): boolean {
  return (
    /\/systemd\/system\/(?:docker|cri-dockerd?|containerd)\.(?:service|socket)(?:\.d\/|$)/u.test(file) ||
    /^\/etc\/init\.d\/(?:docker|cgroupfs-mount)$/u.test(file) ||
    /\/s?bin\/(?:docker|dockerd|docker-(?:compose|proxy|init|credential-[\w-]+)|(?:dockerd|containerd)-rootless[\w.-]*)$/u.test(
      file,
    )
  )
}

const kinds: readonly (readonly [FileKind, RegExp])[] = [
  [
    'prose',
    /\.(?:md|rst|txt|adoc|html?|css|json|lock|log|map|po|pem|crt|[ch](?:pp)?|go|java|rs|ts|toml\.example)$|\/(?:README|LICENSE|CHANGELOG|COPYING|NEWS)[^/]*$/iu,
  ],
  ['unit', /\/systemd\/system\//u],
  ['cron', /^(?:\/etc\/(?:ana)?crontab$|\/etc\/cron\.d\/|\/var\/spool\/cron\/)/u],
  [
    'profile',
    /^(?:\/etc\/(?:profile|bash\.?bashrc|bashrc|environment|zsh)|(?:\/root|\/home\/[^/]+)\/\.\w+$)/u,
  ],
  [
    'script',
    /^\/etc\/(?:cron\.\w+|init\.d|rc\.local|rc\.d|network|networkd-dispatcher|NetworkManager)(?:\/|$)/u,
  ],
  ['setting', /^\/etc\/|\.(?:ya?ml|toml|ini|conf|cfg)$/u],
]

function kindOf(file: string): FileKind {
  return kinds.find(([, pattern]) => pattern.test(file))?.[0] ?? 'script'
}
