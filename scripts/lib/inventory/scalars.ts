import { isIPv6 } from 'node:net'
import { z } from 'zod'

// Values of an inventory end up as arguments of ssh and kubectl, in files on nodes and on terminals. So none of
// them may hold a control character, or begin with a dash where a program would take it for an option.

export const line = z.string().regex(/^[^\p{Cc}]+$/u, 'expected one line of text')

export const word = z
  .string()
  .regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u, 'expected one word that begins with no dash')

/** A path on the machine that refit runs on. */
export const localPath = z.string().regex(/^[^\p{Cc}-][^\p{Cc}]*$/u, 'expected a path')

/** A path on the nodes. */
export const nodePath = z
  .string()
  .regex(/^\/(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}]*$/u, 'expected an absolute path without ".."')

const portRange = 'expected a port from 1 to 65535'
export const portNumber = z.int().min(1, portRange).max(65_535, portRange)

export const loginName = z.string().regex(/^\w[\w.@\\-]*\$?$/, 'expected a user name')

/** A host name or an IP address, and nothing around it. */
export const address = z
  .string()
  .regex(/^[\w:][\w.:%-]*$/, 'expected a host name or an IP address')
  .refine(
    text => !text.includes(':') || isIPv6(text),
    'expected a host name or an IP address; its port has a key of its own',
  )

const hop = String.raw`(?:\w[\w.\\-]*@)?(?:\w[\w.-]*|\[[\da-fA-F:.]+(?:%\w+)?\])(?::\d{1,5})?`

/** Jump hosts as in `ssh -J`; `none` where the ssh configuration has some and this host needs none. */
export const jumpHosts = z
  .string()
  .regex(new RegExp(`^${hop}(?:,${hop})*$`), 'expected [user@]host[:port], several with commas, or none')
