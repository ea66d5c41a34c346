import type { SignedReceipt } from './receipts.ts'

/** Receipts that are remembered until the bus is back; beyond, the oldest is forgotten, and its sender asks again. */
const REMEMBERED = 10_000

/** Receipts that could not be given while the bus was away: they go as soon as it is back, and nobody need ask for them (T4). */
export interface OwedReceipts {
  readonly owe: (receipt: SignedReceipt) => void
  readonly any: () => boolean
  /** Gives all of them; what cannot be given now either is owed on. */
  readonly giveAll: () => Promise<void>
}

/** @param give rejects when it cannot */
export function owedReceipts(give: (receipt: SignedReceipt) => Promise<void>): OwedReceipts {
  const owed = new Set<SignedReceipt>()
  const owe = (receipt: SignedReceipt): void => {
    owed.add(receipt)
    const [oldest] = owed
    if (owed.size > REMEMBERED && oldest) owed.delete(oldest)
  }
  return {
    owe,
    any: () => owed.size > 0,
    giveAll: async () => {
      const all = [...owed]
      owed.clear()
      await Promise.all(all.map((receipt) => give(receipt).catch(() => owe(receipt))))
    },
  }
}
