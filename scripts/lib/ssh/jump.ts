/** One host of a `ProxyJump` chain. */
export interface Jump {
  readonly host: string
  readonly user: string | undefined
  readonly port: number | undefined
}

/** Parses `[user@]host[:port][,…]` or `ssh://…`, outermost host first; `none` is an empty chain. Throws on anything else. */
export function parseJumps(text: string): readonly Jump[] {
  if (text.trim().toLowerCase() === 'none') return []
  return text.split(',').map(part => parseJump(part.trim()))
}

function parseJump(text: string): Jump {
  const match = jumpForm.exec(text)
  const { user, bracketed, plain, port } = match?.groups ?? {}
  const host = bracketed ?? plain
  if (!host || Number(port ?? 22) > 65_535) {
    throw new TypeError(`"${text}" is no jump host; it is written [user@]host[:port].`)
  }
  return { host, user, port: port === undefined ? undefined : Number(port) }
}

const jumpForm =
  /^(?:ssh:\/\/)?(?:(?<user>[^@\s]+)@)?(?:\[(?<bracketed>[\da-f:.%\w]+)\]|(?<plain>[^\s:@[\]/-][^\s:@[\]/]*))(?::(?<port>[1-9]\d{0,4}))?\/?$/i
