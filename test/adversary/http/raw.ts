import { connect } from 'node:net'

/** An answer as it came over the wire; undefined when the connection was closed without one. */
export interface RawAnswer {
  readonly status: number
  readonly headers: string
  readonly payload: string
}

/** Sends bytes as they are and reads until the other side is done; at most 5 s. */
export function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer | undefined> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const came: Buffer[] = []
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(bytes))
    socket.setTimeout(5_000, () => socket.destroy())
    socket.on('data', (chunk) => came.push(chunk))
    // A door that is closed on the sender is an answer too.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answerIn(Buffer.concat(came).toString())))
  })
}

function answerIn(text: string): RawAnswer | undefined {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])
  if (!Number.isInteger(status)) return undefined
  const at = text.indexOf('\r\n\r\n')
  return { status, headers: text.slice(0, at).toLowerCase(), payload: text.slice(at + 4) }
}
