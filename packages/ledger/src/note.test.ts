import { createPrivateKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  checkpointText,
  cosign,
  cosignedAt,
  nameOf,
  openCheckpoint,
  originOf,
  readCheckpoint,
  readOrigin,
  signCheckpoint,
} from './checkpoint.ts'
import { keyId, type NoteSigner, openNote, readLine, readNote, signNote } from './note.ts'

/** Name, key id and key of a verifier key as other programs write it: name+id+base64(type ‖ key). */
function verifierKey(text: string): { readonly name: string; readonly id: string; readonly type: number; readonly publicKey: Buffer } {
  const [name = '', id = '', ...rest] = text.split('+')
  const bytes = Buffer.from(rest.join('+'), 'base64')
  return { name, id, type: bytes[0] ?? 0, publicKey: bytes.subarray(1) }
}

// The example of the documentation of golang.org/x/mod/sumdb/note, and the keys of other public logs and witnesses.
const PETER = verifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
const PETERS_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const PETERS_NOTE = `${PETERS_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
const KEYS = [
  PETER,
  verifierKey('EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'),
  verifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'),
  verifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'),
  verifierKey('remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2'),
]
// The example of C2SP tlog-cosignature.
const EXAMPLE = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`

function signer(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    name,
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    sign: (bytes) => sign(null, bytes, privateKey),
  }
}

describe('T32: signed notes of other programs', () => {
  test('key ids are theirs', () => {
    for (const key of KEYS) expect(keyId(key, key.type === 4 ? 0x04 : 0x01).toString('hex')).toBe(key.id)
  })

  test('a published note opens, and only unchanged and with its key', () => {
    expect(openNote(PETERS_NOTE, [PETER])).toBe(PETERS_TEXT)
    expect(openNote(PETERS_NOTE, KEYS.slice(1))).toBeUndefined()
    for (const changed of [
      PETERS_NOTE.replace('know', 'knew'),
      PETERS_NOTE.replace('PeterNeumann ', 'EnochRoot '),
      PETERS_NOTE.replace('x08go', 'x08gp'),
      PETERS_NOTE.replace('\n\n', '\n'),
      PETERS_NOTE.slice(0, -1),
      `${PETERS_NOTE}more\n`,
    ])
      expect(openNote(changed, [PETER])).toBeUndefined()
  })

  test('what is signed here is what they sign: the published private key gives the published note', () => {
    const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
    const key = createPrivateKey({
      format: 'der',
      type: 'pkcs8',
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    })
    expect(signNote(PETERS_TEXT, { ...PETER, sign: (bytes) => sign(null, bytes, key) })).toBe(PETERS_NOTE)
  })

  test('the example of C2SP tlog-cosignature is read: a checkpoint, the log’s line and a witness’s line with its time', () => {
    const note = readNote(EXAMPLE)
    expect(readCheckpoint(note?.text ?? '')).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
      extensions: [],
    })
    expect(note?.lines.map(({ name, signature }) => [name, signature.length])).toEqual([
      ['example.com/behind-the-sofa', 64],
      ['witness.example.com/w1', 72],
    ])
    expect(note?.lines[1]?.signature.readBigUInt64BE(0)).toBe(1_679_315_147n)
  })
})

describe('checkpoints', () => {
  const log = signer('')
  const checkpoint = {
    origin: originOf('https://care-house.ihala.example', 1),
    size: 12,
    root: hash('sha256', 'root', 'buffer'),
    extensions: ['after x 1 y'],
  }

  test('come back as they were signed; not under another key, name or content', () => {
    const note = signCheckpoint(checkpoint, log)
    expect(openCheckpoint(note, [log.publicKey])).toEqual(checkpoint)
    expect(openCheckpoint(note, [signer('').publicKey])).toBeUndefined()
    expect(openCheckpoint(note.replace('\n12\n', '\n13\n'), [log.publicKey])).toBeUndefined()
    expect(openCheckpoint(note.replaceAll('care-house', 'cafe-house'), [log.publicKey])).toBeUndefined()
  })

  test('the origin tells member and epoch', () => {
    expect(checkpoint.origin).toBe('care-house.ihala.example/log/1')
    expect(readOrigin(checkpoint.origin)).toEqual({ member: 'https://care-house.ihala.example', epoch: 1 })
    for (const other of ['care-house.ihala.example', 'care-house.ihala.example/log/0', 'x/log/1/2', 'a b/log/1'])
      expect(readOrigin(other)).toBeUndefined()
  })

  test.each([
    '',
    'a\n1\n',
    'a\n01\nAAAA\n',
    'a\n-1\nAAAA\n',
    `a\n1\n${Buffer.alloc(31).toString('base64')}\n`,
    `a\n1\n${Buffer.alloc(32).toString('base64')}\n\nb\n`,
  ])('no checkpoint: %j', (text) => {
    expect(readCheckpoint(text)).toBeUndefined()
  })

  test('a cosignature is over header, time and text; its key has another id than the log’s', () => {
    const witness = signer(nameOf('https://itf.ihala.example'))
    const note = signCheckpoint(checkpoint, log)
    const line = cosign(note, 1_679_315_147, witness)
    expect(cosignedAt(note, line, [witness])).toBe(1_679_315_147)
    const read = readLine(line)
    expect(read?.name).toBe('itf.ihala.example')
    // By hand: SHA-256(name ‖ \n ‖ 0x04 ‖ key)[:4], and the bytes that were signed.
    const id = hash('sha256', Buffer.concat([Buffer.from('itf.ihala.example\n\u0004'), witness.publicKey]), 'buffer').subarray(0, 4)
    expect(read?.id).toEqual(id)
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), witness.publicKey])
    const key = { key: spki, format: 'der', type: 'spki' } as const
    const bytes = Buffer.from(`cosignature/v1\ntime 1679315147\n${checkpointText(checkpoint)}`)
    expect(verify(null, bytes, key, read?.signature.subarray(8) ?? Buffer.alloc(0))).toBe(true)

    expect(cosignedAt(note, cosign(note, 5, { ...witness, name: 'other' }), [witness])).toBeUndefined()
    expect(cosignedAt(note.replace('\n12\n', '\n13\n'), line, [witness])).toBeUndefined()
    expect(cosignedAt(note, line, [signer(witness.name)])).toBeUndefined()
    const otherTime = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    otherTime[11] = (otherTime[11] ?? 0) ^ 1
    expect(cosignedAt(note, `— itf.ihala.example ${otherTime.toString('base64')}`, [witness])).toBeUndefined()
  })
})
