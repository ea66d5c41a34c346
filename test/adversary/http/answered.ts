import type { App } from '@ihala/kit'
import type { Answer } from './contract-of.ts'

interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly remoteAddress?: string
  readonly headers?: Record<string, string>
  readonly payload?: string | Buffer
}

/** Asks a door and reads the whole answer; of a stream that never ends, what it says first. */
export async function answered(app: App, asked: Asked): Promise<Answer> {
  const response = await app.inject({ ...asked, payloadAsStream: true })
  const stream = response.stream()
  const parts: Buffer[] = []
  const endless = String(response.headers['content-type']).startsWith('text/event-stream')
  for await (const part of stream) {
    parts.push(Buffer.from(part))
    if (endless) break
  }
  stream.destroy()
  return { statusCode: response.statusCode, headers: response.headers, payload: Buffer.concat(parts).toString() }
}
