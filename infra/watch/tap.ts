import type { Bus } from '../nats/operator.ts'

/** What the operator of the bus sees of one envelope: that is all there is to see. */
export interface Sighting {
  /** ISO instant. */
  readonly at: string
  readonly recipientTag: string
  readonly senderTag: string
  /** Hash of the ciphertext, base64url. */
  readonly digest: string
  readonly bytes: number
}

/** Listens as the operator could; returns how to stop. */
export function tapBus(bus: Bus, seen: (sighting: Sighting) => void): () => void {
  const subscription = bus.operator.bus.subscribe('i.*.*.*', {
    callback: (error, message) => {
      const [, recipientTag = '', senderTag = '', digest = ''] = message.subject.split('.')
      if (!error) seen({ at: new Date().toISOString(), recipientTag, senderTag, digest, bytes: message.data.length })
    },
  })
  return () => subscription.unsubscribe()
}
