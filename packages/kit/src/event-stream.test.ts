import { EventEmitter } from 'node:events'
import type { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { eventStreams } from './event-stream.ts'

/** One open stream, what the page read of it, and the faults of its body. */
function opened() {
  let body: PassThrough | undefined
  const faults: unknown[] = []
  const reply = {
    type: () => reply,
    header: () => reply,
    send: (stream: PassThrough) => {
      body = stream
      stream.on('error', (fault) => faults.push(fault))
      stream.resume()
    },
  }
  const open = eventStreams({ addHook: () => undefined } as never)
  const request = { staff: { id: 'somebody' }, stillSignedIn: () => Promise.resolve(true), raw: new EventEmitter() }
  const stream = open(request as never, reply as never)
  return { stream, faults, ended: () => body?.writableEnded === true }
}

test('what is told to a page that has just left is told to nobody, and harms nobody', async () => {
  const { stream, faults, ended } = opened()
  let left = 0
  stream.ended(() => {
    left += 1
  })
  stream.tell('again', [])
  stream.end()
  stream.end()
  stream.tell('lines', [])
  await new Promise((resolve) => setImmediate(resolve))
  expect([ended(), left, faults]).toEqual([true, 1, []])
})
