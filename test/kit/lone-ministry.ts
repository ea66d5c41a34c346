import type { RegistryStatement } from '@ihala/contract'
import type { Service } from '@ihala/kit'
import { type TestAnchor, testAnchor } from './anchor.ts'
import { type LoneService, loneService } from './lone-service.ts'

/** As it is named by itself and by the registry. */
const NAMES = { ar: 'وزارة العمل', en: 'Ministry of Labour' }

/** A ministry alone, and the anchor that says of it that it is a member. */
export interface LoneMinistry {
  readonly lone: LoneService
  readonly anchor: TestAnchor
}

/** Starts a ministry alone with a portal: browsers find the key they seal to in the anchor's word, which it has heard. Who calls it stops it. */
export async function loneMinistry(
  service: Service,
  { clock = () => new Date(), config = {}, ...options }: Omit<Parameters<typeof loneService>[1], 'slug'> = {},
): Promise<LoneMinistry> {
  const anchor = testAnchor('https://trust-anchor.ihala.test')
  const { iss } = anchor.anchor
  const registry = { anchorKeys: anchor.keys, networkDomain: 'ihala.test', anchorId: iss }
  const lone = await loneService(service, { slug: 'ministry-of-labour', clock, config: { registry, names: NAMES, ...config }, ...options })
  const { organisation, keyring, registry: heard } = lone.running.service
  const iat = Math.floor(clock().getTime() / 1000)
  const statement: RegistryStatement = {
    iss,
    sub: organisation.entityId,
    iat,
    exp: iat + 86_400,
    jwks: { keys: keyring.publicKeys() },
    metadata: {
      ihala_member: {
        kind: service.kind,
        names: NAMES,
        status: 'live',
        bus_tag: `A${'A'.repeat(55)}`,
        sends: [],
        accepts: {},
        takes: [],
        serves: [],
      },
    },
  }
  await heard.hear(anchor.says(statement))
  return { lone, anchor }
}
