import { z } from 'zod'
import { duration } from './duration.ts'
import { passwordReference } from './password.ts'
import { jumpHosts, localPath, loginName, portNumber } from './scalars.ts'
import { sections } from './sections.ts'

/**
 * Everything that may be set for all hosts, for a group and for a host. Every key may be left out, so the same
 * schema checks each level as it is written, and then makes the whole of what the levels give.
 */
export const settings = z.strictObject({
  user: loginName
    .exactOptional()
    .describe('SSH user. Default: as ssh has it configured, else your own name.'),
  port: portNumber.exactOptional().describe('SSH port. Default: as ssh has it configured, else 22.'),
  identityFile: localPath.exactOptional().describe('Private key. Default: as ssh has it configured.'),
  agent: z.boolean().default(true).describe('Use the SSH agent of SSH_AUTH_SOCK.'),
  sshConfig: z
    .union([localPath, z.literal(false)], { error: 'expected a path, or false for no ssh configuration' })
    .exactOptional()
    .describe(
      'The ssh configuration that fills in what is left out here; false: none. Default: the one that ssh uses.',
    ),
  proxyJump: jumpHosts
    .exactOptional()
    .describe(
      'Hosts to go through: [user@]host[:port], several with commas; none: straight. Default: as ssh has it configured.',
    ),
  knownHosts: localPath
    .exactOptional()
    .describe('File of known host keys. Default: as ssh has it configured.'),
  hostKeys: z
    .enum(['strict', 'accept-new'])
    .default('strict')
    .describe(
      'accept-new: take and note the key of a host that is not known yet. A changed key is always refused.',
    ),
  connectTimeout: duration().prefault('20s').describe('How long a connection may take.'),
  sudo: z.boolean().default(true).describe('Become root with sudo; false: log in as root.'),
  sudoPassword: passwordReference.exactOptional().describe('Where to find the password that sudo asks for.'),
  templates: localPath.exactOptional().describe('A folder whose templates win over the built-in ones.'),
  ...sections,
})

/** What holds for one host, with the defaults filled in; durations in milliseconds. */
export type Settings = z.output<typeof settings>

/** Some of the settings, as one level of the file has them. */
export type WrittenSettings = z.input<typeof settings>
