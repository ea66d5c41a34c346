import { PassThrough } from 'node:stream'
import { Refusal } from '@ihala/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'

/** A page that is told what happens, for as long as it is open (server-sent events, WHATWG HTML §9.2). */
export interface EventStream {
  /** Tells one thing; what is told names nobody. */
  readonly tell: (event: string, data: unknown) => void
  /** Ends it; the page opens it again by itself. */
  readonly end: () => void
  /** Called once when it has ended, whoever ended it. */
  readonly ended: (listener: () => void) => void
}

/** A page that hears nothing for so long thinks it was cut off; and so long at most it is told things after its session ended. */
const PULSE_MS = 15_000
/** The page opens it again then, so that no stream outlives what once admitted it for long. */
const LIFE_MS = 15 * 60_000
/** Pages of one staff member at once. */
const MOST = 8
/** What a page may leave unread before it is cut off. */
const UNREAD_BYTES = 256 * 1024

/** The streams of one door, so that closing it waits for none of them. */
export function eventStreams(app: App) {
  const open = new Map<EventStream, string>()
  app.addHook('preClose', (done) => {
    for (const stream of [...open.keys()]) stream.end()
    done()
  })

  /** Opens one. Throws Refusal `too-many-requests` beyond eight of one staff member. */
  return (request: FastifyRequest, reply: FastifyReply): EventStream => {
    const staffId = request.staff.id
    if ([...open.values()].filter((id) => id === staffId).length >= MOST) throw new Refusal('too-many-requests')
    const body = new PassThrough()
    const end = (): void => {
      if (!open.delete(stream)) return
      clearInterval(pulse)
      clearTimeout(life)
      body.end()
      body.emit('left')
    }
    const write = (text: string): void => {
      // Whoever was asked something for this page may answer after it left; a body that has ended would fail the whole process.
      if (!open.has(stream)) return
      if (body.writableLength > UNREAD_BYTES) end()
      else body.write(text)
    }
    const stream: EventStream = {
      tell: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      end,
      ended: (listener) => void body.once('left', listener),
    }
    const pulse = setInterval(() => {
      request.stillSignedIn().then((signedIn) => (signedIn ? write(': \n\n') : end()), end)
    }, PULSE_MS)
    const life = setTimeout(end, LIFE_MS)
    open.set(stream, staffId)
    body.on('close', end)
    request.raw.on('close', end)
    // A proxy that collects answers would keep the page waiting.
    reply.type('text/event-stream; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no').send(body)
    return stream
  }
}
