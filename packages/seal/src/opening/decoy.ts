import { ENVELOPE } from '@ihala/contract'
import type { PublicJwk } from '../format/jwk.ts'
import { LENGTH_BYTES } from '../format/typ.ts'
import { Tamper } from './tamper.ts'
import { unpad } from './unpad.ts'
import { type RegistryKey, verifySigned } from './verify.ts'

// The public key and one signature of RFC 8037 appendix A: a well-formed signature that fits nothing here.
const JWK: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
const KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
const SIGNATURE = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
const OWNER = 'https://decoy.invalid'

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jws = `${encode({ alg: ENVELOPE.jwsAlg, typ: ENVELOPE.typ.event, kid: KID })}.${encode({ iss: OWNER, data: 'x'.repeat(1024) })}.${SIGNATURE}`
const padded = Buffer.alloc(ENVELOPE.eventSize)
padded.writeUInt32BE(jws.length)
padded.write(jws, LENGTH_BYTES, 'latin1')

const key: RegistryKey = { owner: OWNER, jwk: JWK, use: 'sig', status: 'active' }

/**
 * Does the work of the steps after decryption on a fixed forgery, and throws its result away: an envelope that cannot be
 * decrypted then takes as long as one whose signature is wrong (T15: no oracle in the time).
 */
export function spendAsIfVerifying(): void {
  try {
    verifySigned(unpad(padded).innerJws, [ENVELOPE.typ.event], () => key)
  } catch (error) {
    if (!(error instanceof Tamper)) throw error
  }
}
