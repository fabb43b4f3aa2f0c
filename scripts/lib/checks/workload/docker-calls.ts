/** A call of docker, or of its service, in a text. */
export interface DockerCall {
  /** "docker ps", without what follows: it may hold secrets. */
  call: string
  /** The line that it stands in. */
  line: string
}

/** Every line of shell that calls docker; comments and what is only named, as in "apt-get install docker", are none. */
export function dockerCalls(text: string): DockerCall[] {
  return text.split('\n').flatMap(whole => {
    const line = whole
      .slice(0, longestLine)
      .replace(/(?:^|\s)#.*$/u, '')
      .trim()
    const call = pattern.exec(line)?.[1]
    return call === undefined ? [] : [{ call: call.replaceAll(/\s+/gu, ' '), line }]
  })
}

const verbs =
  'attach|build|buildx|commit|compose|cp|create|diff|events|exec|export|image|images|import|info|inspect|kill|load|login|logout|logs|network|node|pause|port|ps|pull|push|rename|restart|rm|rmi|run|save|search|service|stack|start|stats|stop|swarm|system|tag|top|unpause|update|version|volume|wait'
/** Where a command begins: at the start, behind an operator or a word of the shell, or as the first word of a quote. */
const beginning = String.raw`(?:^|[;&|(\x60'"]\s*|\b(?:do|then|else|exec|sudo|if|while|until)\s+|\bchroot\s+\S+\s+|\bnsenter\s[^;&|]*\s)`
const pattern = new RegExp(
  String.raw`${beginning}((?:/usr(?:/local)?)?(?:/bin/)?docker\s+(?:-\S+\s+)*(?:${verbs})\b|systemctl\s+(?:-\S+\s+)*\S+\s+docker\b|service\s+docker\s+\w+)`,
  'u',
)
const longestLine = 10_000
