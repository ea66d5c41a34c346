import { closed, Hash, Refusal } from '@ihala/contract'
import { type App, consistencyProof, inclusionProof, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { logTree, signedHead } from './log.publish.ts'

const Count = Type.String({ pattern: '^\\d{1,9}$' })
const Proof = closed({ size: Type.Integer({ minimum: 0 }), proof: Type.Array(Hash) })
const rateLimit = { max: 60, timeWindow: 60_000 }
const reads = { action: 'read-membership-log', rateLimit }

/**
 * The membership log as others check it (K8, RFC 6962, C2SP): its head, signed by the committee, the proof that an entry is in
 * it, and the proof that it only grew. Two heads that contradict each other are evidence.
 */
export function logRoutes(app: App, service: ServiceContext): void {
  const tree = () => logTree(service)

  app.get('/registry/log', { config: reads, schema: { response: { 200: closed({ checkpoint: Type.String() }) } } }, async () => ({
    checkpoint: await signedHead(service, await tree()),
  }))

  app.get(
    '/registry/log/inclusion',
    { config: reads, schema: { querystring: closed({ position: Count, size: Count }), response: { 200: Proof } } },
    async (request) => {
      const [position, size] = [Number(request.query.position), Number(request.query.size)]
      const { reader, count } = await tree()
      if (size > count || position >= size) throw new Refusal('not-found')
      return { size, proof: (await inclusionProof(reader, position, size)).map((hash) => hash.toString('base64url')) }
    },
  )

  app.get(
    '/registry/log/consistency',
    { config: reads, schema: { querystring: closed({ from: Count, size: Count }), response: { 200: Proof } } },
    async (request) => {
      const [from, size] = [Number(request.query.from), Number(request.query.size)]
      const { reader, count } = await tree()
      if (size > count || from > size) throw new Refusal('not-found')
      return { size, proof: (await consistencyProof(reader, from, size)).map((hash) => hash.toString('base64url')) }
    },
  )
}
