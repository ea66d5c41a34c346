import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { Created } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'
import type { Wire } from '../load/wire.ts'

/** A signed-in member of staff who clicks again until there is an answer; a repeated click bears the same Idempotency-Key. */
export interface PatientDesk extends Omit<Wire, 'hear'> {
  readonly slug: string
  /** Clicks that were not answered, or with a fault, and were repeated. */
  readonly repeated: () => number
}

/** An answer that says no: repeating it does not help. */
export class SaidNo extends Error {
  readonly status: number
  constructor(what: string, status: number) {
    super(`${what} answered ${status}`)
    this.name = 'SaidNo'
    this.status = status
  }
}

const ANSWER_MS = 8_000
const REST_MS = 100
/** Nobody clicks for longer: then the organisation did not come back. */
const PATIENCE_MS = 90_000

/**
 * Signs somebody in and returns their hands.
 * @param addresses where the organisation answers now: one, or one of several replicas by turns
 */
export async function patientDesk(
  network: Network,
  slug: string,
  staffSub: string,
  addresses: () => readonly string[] = () => [network.organisation(slug).baseUrl],
): Promise<PatientDesk> {
  const { cookie } = await network.signIn(slug, staffSub)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  let repeated = 0
  let turn = 0

  const once = (method: string, path: string, headers: Record<string, string | number>, body?: string) =>
    new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const all = addresses()
      turn += 1
      const { hostname, port } = new URL(all[turn % all.length] ?? '')
      const asked = request({ agent, hostname, port, method, path, headers: { cookie, ...headers } }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 500, text: Buffer.concat(parts).toString('utf8') }))
      })
      asked.setTimeout(ANSWER_MS, () => asked.destroy(new Error('no answer')))
      asked.on('error', reject)
      asked.end(body)
    })
  const ask = async <T>(method: string, path: string, headers: Record<string, string | number>, body?: string): Promise<T> => {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const answer = await once(method, path, headers, body).catch(() => undefined)
      if (answer && answer.status < 300) return JSON.parse(answer.text)
      if (answer && answer.status < 500 && answer.status !== 429) {
        throw new SaidNo(`${slug}: ${method} ${path.split('?')[0]}: ${answer.text.slice(0, 200)}:`, answer.status)
      }
      if (performance.now() > end) throw new Error(`${slug}: ${method} ${path.split('?')[0]} was not answered for ${PATIENCE_MS / 1000} s`)
      repeated += 1
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
    }
  }
  const { csrf } = await ask<{ csrf: string }>('GET', '/session', {})
  const send = (path: string, headers: Record<string, string>, body: object): Promise<Created> => {
    const text = JSON.stringify(body)
    const own = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'x-csrf-token': csrf }
    return ask('POST', path, { ...own, 'idempotency-key': randomUUID(), ...headers }, text)
  }
  return {
    slug,
    repeated: () => repeated,
    get: (path) => ask('GET', path, {}),
    create: (path, body) => send(path, {}, body),
    change: (path, version, body) => send(path, { 'if-match': `"${version}"` }, body),
    close: () => agent.destroy(),
  }
}
