import { ENVELOPE } from '@ihala/contract'
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from 'jose'
import { openEnvelope, sealTo, signEvent } from '../src/index.ts'
import { arrival, claims, encryptionKey, json, member, padded } from './two-members.ts'

// CPU of one hop (sign, pad, seal, open, unpad, verify), here and by jose, in alternating rounds: `pnpm measure`.
const from = member('itf')
const to = member('ministry')
const box = encryptionKey(to)
const here = arrival(to, from)
const body = json({ ...claims(from, to), data: { note: 'x'.repeat(800) } })

const signKey = await importJWK({ ...from.signing }, 'Ed25519')
const verifyKey = await importJWK({ ...from.keyring.signing.jwk }, 'Ed25519')
const sealKey = await importJWK({ ...box.jwk }, 'ECDH-ES+A256KW')
const openKey = await importJWK({ ...to.encryption }, 'ECDH-ES+A256KW')

async function joseHop(): Promise<void> {
  const jws = await new CompactSign(body)
    .setProtectedHeader({ alg: 'Ed25519', typ: ENVELOPE.typ.event, kid: from.keyring.signing.kid })
    .sign(signKey)
  const jwe = await new CompactEncrypt(padded(jws))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: ENVELOPE.typ.envelope, cty: ENVELOPE.typ.event, kid: box.kid })
    .encrypt(sealKey)
  const { plaintext } = await compactDecrypt(jwe, openKey)
  const bytes = Buffer.from(plaintext)
  const { payload } = await compactVerify(bytes.subarray(4, 4 + bytes.readUInt32BE(0)), verifyKey)
  JSON.parse(Buffer.from(payload).toString())
}

const jws = signEvent(body, from.keyring)
const sealed = sealTo(box.jwk, jws, ENVELOPE.eventSize)
const undecryptable = Buffer.from(sealed)
undecryptable.writeUInt8(sealed.at(-9) === 65 ? 66 : 65, sealed.length - 9)
const otherSignature = signEvent(json({}), from.keyring).split('.')[2] ?? ''
const forged = sealTo(box.jwk, `${jws.slice(0, jws.lastIndexOf('.'))}.${otherSignature}`, ENVELOPE.eventSize)

const works: Record<string, () => unknown> = {
  'hop, seal': () => openEnvelope(sealTo(box.jwk, signEvent(body, from.keyring), ENVELOPE.eventSize), here),
  'hop, jose': joseHop,
  'sign and seal': () => sealTo(box.jwk, signEvent(body, from.keyring), ENVELOPE.eventSize),
  open: () => openEnvelope(sealed, here),
  'open, undecryptable': () => openEnvelope(undecryptable, here),
  'open, wrong signature': () => openEnvelope(forged, here),
}

const ROUNDS = 15
const TIMES = 300
const spent = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]))
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, work] of Object.entries(works)) {
    const before = process.cpuUsage()
    for (let time = 0; time < TIMES; time += 1) await work()
    const { user, system } = process.cpuUsage(before)
    if (round > 0) spent.get(name)?.push((user + system) / TIMES / 1000)
  }
}
for (const [name, all] of spent) {
  const sorted = all.sort((one, other) => one - other)
  console.log(`${name.padEnd(24)} median ${sorted[ROUNDS >> 1]?.toFixed(3)} ms CPU, least ${sorted[0]?.toFixed(3)}`)
}
