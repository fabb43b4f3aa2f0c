import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http2'
import { createServer as createListener } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { criAnswers } from './cri-answers.ts'

async function socketFor(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'refit-cri-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return join(folder, 'cri.sock')
}

/** A gRPC server that answers these paths with status 0, and all others with 12, unimplemented. */
async function serving(t: ExecutionContext, paths: readonly string[]): Promise<string> {
  const socket = await socketFor(t)
  const server = createServer()
  server.on('stream', (stream, headers) => {
    const known = paths.includes(String(headers[':path']))
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': known ? '0' : '12' }))
    stream.end(Buffer.alloc(5))
  })
  await new Promise<void>(resolve => server.listen(socket, resolve))
  t.teardown(() => void server.close())
  return socket
}

for (const version of ['v1', 'v1alpha2'])
  test(`A runtime that serves ${version} answers`, async t => {
    t.true(await criAnswers(await serving(t, [`/runtime.${version}.RuntimeService/Version`])))
  })

test('A containerd without its CRI plugin serves something, and does not answer', async t => {
  t.false(await criAnswers(await serving(t, ['/containerd.services.version.v1.Version/Version'])))
})

test('Where nobody listens, nobody answers', async t => {
  t.false(await criAnswers(await socketFor(t)))
})

test('Who takes the connection and says nothing does not answer', async t => {
  const socket = await socketFor(t)
  const silent = createListener(() => {})
  await new Promise<void>(resolve => silent.listen(socket, resolve))
  t.teardown(() => void silent.close())
  t.false(await criAnswers(socket, 50))
})
