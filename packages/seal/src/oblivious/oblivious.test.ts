import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toBase64url } from '../format/base64url.ts'
import { blindInput, evaluateElement, isGroupElement, newObliviousKey, outputFrom, outputOf } from './oblivious.ts'

const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'))
const text = (hex: string): string => toBase64url(bytes(hex))

/** RFC 9497 A.1.1: ristretto255-SHA512, mode 0. */
const SECRET = '5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e'
const BLIND = '64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706'
const VECTORS = [
  {
    input: '00',
    blinded: '609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c',
    evaluated: '7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e',
    output:
      '527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6',
  },
  {
    input: '5a'.repeat(17),
    blinded: 'da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418',
    evaluated: 'b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25',
    output:
      'f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73',
  },
] as const

/** Random bytes from which the library makes this scalar: it takes them modulo the order less one, and adds one. */
const randomFor =
  (scalar: string) =>
  (count = 64): Uint8Array<ArrayBuffer> => {
    const random = new Uint8Array(count)
    random.set(bytes(scalar))
    random[0] = (random[0] ?? 0) - 1
    return random
  }

describe('c9: RFC 9497, OPRF(ristretto255, SHA-512)', () => {
  test.each(VECTORS)('A.1.1, input $input: blinded, evaluated, and the output the same on both ways', async (vector) => {
    const input = bytes(vector.input)
    const { element, scalar } = await blindInput(input, randomFor(BLIND))
    expect([element, scalar]).toEqual([text(vector.blinded), text(BLIND)])
    const evaluated = await evaluateElement(bytes(SECRET), element)
    expect(evaluated).toBe(text(vector.evaluated))
    expect(Buffer.from(await outputFrom(input, scalar, evaluated)).toString('hex')).toBe(vector.output)
    expect(Buffer.from(await outputOf(bytes(SECRET), input)).toString('hex')).toBe(vector.output)
  })

  test('whoever asks gets the output for its own input, under whatever key; for another input or another key another one', async () => {
    const inputs = fc.uniqueArray(fc.uint8Array({ maxLength: 60 }), { minLength: 2, maxLength: 2, selector: String })
    await fc.assert(
      fc.asyncProperty(inputs, async ([mine = new Uint8Array(), other = new Uint8Array()]) => {
        const [key, otherKey] = await Promise.all([newObliviousKey(), newObliviousKey()])
        const { element, scalar } = await blindInput(mine)
        const output = Buffer.from(await outputFrom(mine, scalar, await evaluateElement(key, element)))
        expect(output.equals(await outputOf(key, mine))).toBe(true)
        expect(output.equals(await outputOf(key, other))).toBe(false)
        expect(output.equals(await outputOf(otherKey, mine))).toBe(false)
        // Nothing that is sent is a function of the input alone.
        expect((await blindInput(mine)).element).not.toBe(element)
        expect(await isGroupElement(element)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})

/** RFC 9496 A.2: what spells no element. */
const NONE = {
  'a field element not in its one spelling': 'f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'all bits': 'ff'.repeat(32),
  'a negative field element': `01${'00'.repeat(31)}`,
  'a square that is none': '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
  'the identity': '00'.repeat(32),
  'a byte too few': 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d',
  'a byte too many': 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d7600',
}

describe('c9: what is no element is refused, whoever asks', () => {
  test('the generator is one', async () => {
    expect(await isGroupElement(text('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'))).toBe(true)
  })

  test.each(Object.entries(NONE))('%s', async (_name, hex) => {
    expect(await isGroupElement(text(hex))).toBe(false)
    await expect(evaluateElement(bytes(SECRET), text(hex))).rejects.toThrow()
  })

  test('another spelling in base64url', async () => {
    const honest = text('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76')
    for (const spelled of [`${honest}=`, ` ${honest}`, `${honest.slice(0, -1)}Z`]) expect(await isGroupElement(spelled)).toBe(false)
  })
})
