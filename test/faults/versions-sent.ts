import { innerAad } from '@ihala/exchange'
import { loadConfig, loadKeyring } from '@ihala/kit'
import { decryptUnder } from '@ihala/seal'
import type { Ground } from './ground.ts'

/** How many events of a kind an organisation sent in each version: as it signed them, opened with its own keys. */
export async function versionsSent({ network, databases }: Ground, slug: string, evt: string): Promise<ReadonlyMap<number, number>> {
  const { configFile, entityId } = network.organisation(slug)
  const { keyDir, kekFile } = loadConfig(configFile)
  const keyring = loadKeyring({ dir: keyDir, kekFile, clock: () => new Date() })
  const rows = await databases.sql(slug)<{ jti: string; wrapped: Buffer; jws: Buffer }[]>`
    select e.jti, k.wrapped, e.inner_jws as jws from exchange.event e
    join kit.case_key k on k.case_id = e.case_id and k.part = e.part where e.iss = ${entityId} and e.evt = ${evt}`
  const counted = new Map<number, number>()
  for (const { jti, wrapped, jws } of rows) {
    const inner = decryptUnder(keyring.unwrap(wrapped), jws, innerAad(entityId, jti)).toString('latin1')
    const { v }: { readonly v: number } = JSON.parse(Buffer.from(inner.split('.')[1] ?? '', 'base64url').toString())
    counted.set(v, (counted.get(v) ?? 0) + 1)
  }
  return counted
}
