/** The full name of an image as containerd and CRI-O store it: "busybox:1" is "docker.io/library/busybox:1". */
export function fullImageName(name: string): string {
  const [first = '', ...rest] = name.split('/')
  const hasHost = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost')
  const located = hasHost ? name : rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`
  const lastPart = located.slice(located.lastIndexOf('/') + 1)
  return /[:@]/u.test(lastPart) ? located : `${located}:latest`
}
