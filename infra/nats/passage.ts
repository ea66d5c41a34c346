import { readFileSync } from 'node:fs'
import { connect, createInbox, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { waitUntil } from '../wait-until.ts'
import type { Bus, BusMember } from './operator.ts'
import { pullSubject, sendSubject } from './subjects.ts'

/** One member's connection, to see whether the bus works for it. */
export interface Passage {
  /** Sends an envelope to itself, takes it and acknowledges it; waits until the bus is ready for that. */
  readonly passThrough: () => Promise<void>
  /** Whether the connection was cut since it was made; asks the server once, so that a cut is known. */
  readonly wasCut: () => Promise<boolean>
  readonly close: () => Promise<void>
}

const LONGEST_MS = 60_000

/** Connects with a member's credentials, as soon as the bus takes them. It does not come back when it is cut. */
export async function openPassage(bus: Pick<Bus, 'url'>, { tag, credsFile }: BusMember): Promise<Passage> {
  const authenticator = credsAuthenticator(readFileSync(credsFile))
  const connection = await waitUntil('the bus', () => connect({ servers: bus.url.split(','), authenticator, reconnect: false }), LONGEST_MS)
  return {
    passThrough: () => passThrough(connection, tag),
    wasCut: async () => {
      await connection.rtt().catch(() => undefined)
      return connection.isClosed()
    },
    close: () => connection.close(),
  }
}

async function passThrough(connection: NatsConnection, tag: string): Promise<void> {
  const digest = crypto.randomUUID().replaceAll('-', '')
  await waitUntil(
    "the member's stream",
    async () => {
      const answer: { error?: object } = (await connection.request(sendSubject(tag, tag, digest), 'sealed', { timeout: 500 })).json()
      return answer.error === undefined ? true : undefined
    },
    LONGEST_MS,
  )
  const inbox = createInbox()
  const waiting = connection.subscribe(inbox, { max: 1, timeout: LONGEST_MS })
  connection.publish(pullSubject(tag), JSON.stringify({ batch: 1, expires: 30e9 }), { reply: inbox })
  for await (const message of waiting) {
    if (message.headers?.code) throw new Error(`the envelope did not come: ${message.headers.code}`)
    await connection.request(message.reply ?? '', '+ACK', { timeout: 5_000 })
  }
}
