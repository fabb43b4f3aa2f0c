import test from 'ava'
import fc from 'fast-check'
import { markedOutput } from '../../scripts/lib/ssh/marked-output.ts'

const nonce = '0123456789abcdef0123456789abcdef'

/** Reads a stream that arrives in these chunks. */
function read(chunks: readonly Buffer[]) {
  const data: Buffer[] = []
  const seen: { pid?: number; code?: number } = {}
  const output = markedOutput(nonce, {
    onStart: pid => (seen.pid = pid),
    onData: piece => data.push(piece),
    onEnd: code => (seen.code = code),
  })
  for (const chunk of chunks) output.push(chunk)
  return { ...seen, body: Buffer.concat(data) }
}

const between = (body: Buffer) =>
  Buffer.concat([Buffer.from(`${nonce} 71\n`), body, Buffer.from(`${nonce} 3\n`)])

/** Cuts a buffer at these places, given as parts of its length. */
function cut(buffer: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [
    0,
    ...places.map(place => Math.floor(place * buffer.length)).toSorted((a, b) => a - b),
    buffer.length,
  ]
  return at.slice(1).map((end, index) => buffer.subarray(at[index], end))
}

const nearlyMarked = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
  // What looks like a mark, but is not one.
  fc
    .array(fc.constantFrom('\n', nonce.slice(0, 31), nonce.slice(1), '3', ' ', `${nonce}x`, 'text'), {
      maxLength: 12,
    })
    .map(parts => Buffer.from(parts.join(''))),
)
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })

test('any output comes out as it went in, wherever the stream is cut', t => {
  fc.assert(
    fc.property(nearlyMarked, nearlyMarked, places, (before, body, cuts) => {
      const chunks = cut(Buffer.concat([before, between(body)]), cuts)
      t.deepEqual(read(chunks), { pid: 71, code: 3, body })
    }),
  )
})

test('each byte alone is enough to go on with', t => {
  const stream = between(Buffer.from('line\nno newline at its end'))
  t.is(String(read([...stream].map(byte => Buffer.from([byte]))).body), 'line\nno newline at its end')
})

test('a line goes out as soon as it is there, and the mark need not begin a line', t => {
  const unfinished = read([Buffer.from(`${nonce} 71\nfirst line\nsecond ${nonce.slice(0, 5)}`)])
  t.like(unfinished, { pid: 71 })
  t.is(unfinished.code, undefined)
  t.is(String(unfinished.body), 'first line\nsecond ')
})

test('what comes after the end is not of this script', t => {
  t.is(String(read([between(Buffer.from('mine')), Buffer.from('not mine')]).body), 'mine')
})
