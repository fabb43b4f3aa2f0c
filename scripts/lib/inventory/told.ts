import { z } from 'zod'
import { line, nodePath, word } from './scalars.ts'

/**
 * What a runtime is told, whatever the old one was told: these values win over those that are carried over from it.
 * See scripts/lib/settings.
 */
export const toldSections = {
  registries: z
    .record(
      z
        .string()
        .regex(/^(?:[a-zA-Z\d](?:[\w.-]*\w)?|\[[\da-fA-F:]+\])(?::\d{1,5})?$/, 'expected HOST or HOST:PORT'),
      z.strictObject({
        mirrors: z
          .array(
            z
              .string()
              .regex(/^https?:\/\/[^\s/@]+[^\s@]*$/, 'expected a URL such as https://mirror.example.com'),
          )
          .exactOptional()
          .describe('URLs that are asked before it, in this order.'),
        insecure: z
          .boolean()
          .exactOptional()
          .describe(
            'true: HTTPS with any certificate, or HTTP. false: not even if the old runtime was told so.',
          ),
        authorities: z
          .string()
          .regex(/^-----BEGIN CERTIFICATE-----\n/, 'expected certificates as PEM text')
          .exactOptional()
          .describe('Certificates of authorities to trust for it, as PEM text.'),
      }),
    )
    .meta({ id: 'registries', description: 'Registries, by name. Default: as the old runtime was told.' })
    .prefault({}),

  proxy: section('proxy', 'The proxy for pulling images. Default: as the old runtime was told.', {
    http: line.exactOptional().describe('HTTP_PROXY; a password in it is shown nowhere.'),
    https: line.exactOptional().describe('HTTPS_PROXY.'),
    no: line.exactOptional().describe('NO_PROXY, with commas. The node and its cluster are added.'),
  }).prefault({}),

  logs: section('logs', 'How logs of containers are rotated. Default: as the old runtime was told.', {
    maxSize: z
      .string()
      .regex(/^[1-9]\d*(?:[kMG]|[KMG]i)?$/, 'expected bytes such as 10M or 10Mi')
      .exactOptional()
      .describe('Size at which a log is rotated. M is 1,000,000 bytes, Mi is 1,048,576.'),
    maxFiles: z
      .int()
      .min(2, 'expected at least 2: kubelet keeps no fewer')
      .exactOptional()
      .describe('How many files of a log are kept.'),
  }).prefault({}),

  ulimits: z
    .record(
      z.string().regex(/^[a-z]+$/, 'expected the name of a limit, such as nofile'),
      z.string().regex(/^(?:\d+|-1)(?::(?:\d+|-1))?$/, 'expected a limit, or SOFT:HARD; -1 is no limit'),
    )
    .meta({
      id: 'ulimits',
      description: 'Limits that containers start with, by name. Default: as the old runtime was told.',
    })
    .prefault({}),

  handlers: z
    .record(
      z.string().regex(/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/, 'expected the handler of a RuntimeClass'),
      z.strictObject({
        path: nodePath.exactOptional().describe('Its program. Default: one of its name in PATH.'),
        shim: word
          .exactOptional()
          .describe("containerd's shim for it, such as io.containerd.kata.v2. Default: that of runc."),
      }),
    )
    .meta({
      id: 'handlers',
      description: 'Low-level runtimes besides runc, by the handler of their RuntimeClass.',
    })
    .prefault({}),

  containers: section('containers', 'What holds for all containers. Default: as the old runtime was told.', {
    defaultHandler: word.exactOptional().describe('The handler of pods that name no RuntimeClass.'),
    selinux: z.boolean().exactOptional().describe('Run them under SELinux.'),
    concurrentDownloads: z
      .int()
      .min(1, 'expected at least 1')
      .exactOptional()
      .describe('How many layers of an image are pulled at once.'),
  }).prefault({}),
}

function section<Shape extends z.ZodRawShape>(id: string, description: string, shape: Shape) {
  return z.strictObject(shape).meta({ id, description })
}
