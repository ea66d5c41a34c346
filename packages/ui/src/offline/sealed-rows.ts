import type { Boxes } from './boxes.ts'
import type { DeviceDraft, SentPerson } from './queue.ts'
import { type BoxKind, type Bytes, open, openValue, type Place, seal, sealValue } from './sealing.ts'

/** A draft and its how-manieth writing it is. */
export interface KeptDraft {
  readonly draft: DeviceDraft
  readonly revision: number
}

/** What there is one of: neither how many people nor which ones can be counted in the rows. */
type OnlyOne = Extract<BoxKind, 'profile' | 'lists' | 'known'>

/** Rows of the device, opened and sealed under one key. */
export interface SealedRows {
  readonly drafts: () => Promise<readonly KeptDraft[]>
  /** Answers the revision written, or undefined where another window wrote since. */
  readonly keep: (draft: DeviceDraft, was: number) => Promise<number | undefined>
  readonly file: (id: string) => Promise<Bytes | undefined>
  readonly keepFile: (id: string, content: Bytes) => Promise<void>
  readonly sent: () => Promise<readonly SentPerson[]>
  readonly keepSent: (person: SentPerson) => Promise<void>
  readonly value: (kind: OnlyOne) => Promise<unknown>
  readonly keepValue: (kind: OnlyOne, value: unknown) => Promise<void>
  readonly remove: (rows: readonly { readonly kind: BoxKind; readonly id: string }[]) => Promise<void>
}

const ONLY = 'only'

/** @param vault name of the key's life: part of what every row is bound to */
export function sealedRows(boxes: Boxes, vault: string, key: CryptoKey): SealedRows {
  const at = (kind: BoxKind, id: string): Place => ({ vault, kind, id })
  const over = async (kind: BoxKind, id: string, sealed: Bytes): Promise<void> => {
    const found = await boxes.one(kind, id)
    await boxes.put({ kind, id, sealed }, found?.revision ?? 0)
  }
  return {
    drafts: async () =>
      Promise.all(
        (await boxes.ofKind('draft')).map(async ({ id, sealed, revision }) => ({
          draft: (await openValue(key, at('draft', id), sealed)) as DeviceDraft,
          revision,
        })),
      ),
    keep: async (draft, was) => {
      const sealed = await sealValue(key, at('draft', draft.id), draft)
      return (await boxes.put({ kind: 'draft', id: draft.id, sealed }, was)) ? was + 1 : undefined
    },
    file: async (id) => {
      const row = await boxes.one('file', id)
      return row && open(key, at('file', id), row.sealed)
    },
    keepFile: async (id, content) => over('file', id, await seal(key, at('file', id), content)),
    sent: async () =>
      Promise.all((await boxes.ofKind('sent')).map(async ({ id, sealed }) => (await openValue(key, at('sent', id), sealed)) as SentPerson)),
    keepSent: async (person) => over('sent', person.id, await sealValue(key, at('sent', person.id), person)),
    value: async (kind) => {
      const row = await boxes.one(kind, ONLY)
      return row && openValue(key, at(kind, ONLY), row.sealed)
    },
    keepValue: async (kind, value) => over(kind, ONLY, await sealValue(key, at(kind, ONLY), value)),
    remove: (rows) => boxes.remove(rows),
  }
}
