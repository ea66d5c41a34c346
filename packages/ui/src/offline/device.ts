import type { Boxes } from './boxes.ts'
import type { DeviceState, Profile } from './device-state.ts'
import { type KnownPerson, knownFrom, stillKnown, whomDraftsName } from './known.ts'
import { afterFailure, pinOf } from './pin.ts'
import { type DeviceDraft, type DraftState, isBlank, mayChange, type Pause, withoutDraft } from './queue.ts'
import { type KeptDraft, type SealedRows, sealedRows } from './sealed-rows.ts'
import type { Bytes } from './sealing.ts'
import { type Derive, makeVault, openByPasskey, openVault, withPasskey } from './vault.ts'

/** A draft as it begins. */
export interface Beginning extends Pick<DeviceDraft, 'what' | 'label' | 'about'> {
  readonly form?: unknown
  readonly sending?: DeviceDraft['sending']
}

/** What the device can do. */
export interface Device {
  readonly look: () => DeviceState
  readonly listen: (told: () => void) => () => void
  /** Reads how it stands; again whenever another window wrote. */
  readonly start: () => () => void
  readonly setUp: (pin: string, wipePin: string | undefined, profile: Profile) => Promise<void>
  /** False where the PIN is wrong, or may not be tried yet. The PIN that wipes answers true: all is gone, and what opens is empty. */
  readonly unlock: (pin: string) => Promise<boolean>
  readonly unlockByPasskey: (answer: Bytes) => Promise<boolean>
  /** False where the PIN is not the device's own. */
  readonly addPasskey: (pin: string, passkey: { credential: Bytes; salt: Bytes; answer: Bytes }) => Promise<boolean>
  readonly lock: () => Promise<void>
  /** Destroys the wrapped key, then everything else. */
  readonly wipe: () => Promise<void>
  /** Called before the key is forgotten, so that nothing typed is lost. Returns how to end that. */
  readonly beforeLock: (save: () => Promise<void>) => () => void
  /** Answers the draft's id. One that has all it needs goes as soon as it can. */
  readonly begin: (beginning: Beginning, file?: Bytes) => Promise<string>
  /** False where another window wrote since, or it may already be at the service: then what was typed is kept as a draft of its own. */
  readonly keep: (draft: DeviceDraft, revision: number) => Promise<boolean>
  readonly file: (id: string) => Promise<Bytes | undefined>
  readonly remove: (id: string) => Promise<void>
  readonly undo: () => Promise<void>
  /** A draft whose key the service may have forgotten goes under a new one: a person has looked whether it is there. */
  readonly sendAnew: (id: string) => Promise<void>
  readonly keepLists: (lists: unknown) => Promise<void>
  /** Exactly these people of the office are on the device from now on; whoever a draft is about stays. */
  readonly takeAlong: (people: readonly KnownPerson[]) => Promise<void>
  /** Whose drafts these are, where nobody has signed in on it since it was emptied. */
  readonly adopt: (profile: Profile) => Promise<void>
  /** Sends what can go, unless another window does. */
  readonly send: () => Promise<void>
}

/** What the device is made of. */
export interface DeviceParts {
  readonly boxes: Boxes
  readonly derive: Derive
  readonly now: () => string
  readonly newId: () => string
  /** Runs the work while nobody else does; not at all where somebody does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>
  readonly sendAll: (rows: SealedRows, officer: string, goesOn: () => boolean, moved: () => Promise<void>) => Promise<Pause | undefined>
  /** Destroys what is outside of the rows: caches, the service worker, settings, the session. */
  readonly wipeOutside: () => Promise<void>
}

interface Opened {
  readonly rows: SealedRows
  readonly profile: Profile
  readonly vault: string
}

/** Those that were begun and have nothing in them. */
function blanksOf(drafts: readonly KeptDraft[]): readonly DeviceDraft[] {
  const all = drafts.map(({ draft }) => draft)
  return all.filter((draft) => isBlank(draft, all))
}

const SHUT: Pick<DeviceState, 'drafts' | 'sent' | 'known' | 'lists' | 'sending' | 'pause' | 'undoable'> = {
  drafts: [],
  sent: [],
  known: [],
  lists: undefined,
  sending: false,
  pause: undefined,
  undoable: undefined,
}

/** The officer's own drafts on this device. The key lives in here and nowhere else. */
export function deviceOver(parts: DeviceParts): Device {
  const { boxes, derive, now, newId } = parts
  let state: DeviceState = { ...SHUT, stands: { name: 'reading' }, waiting: 0 }
  let opened: Opened | undefined
  const listeners = new Set<() => void>()
  const savers = new Set<() => Promise<void>>()
  const change = (next: Partial<DeviceState>): void => {
    state = { ...state, ...next }
    for (const told of listeners) told()
  }
  const rows = (): SealedRows => {
    if (!opened) throw new Error('the device is locked')
    return opened.rows
  }

  /** All drafts there are, and those just deleted: they may come back. */
  const maybeAgain = (drafts: readonly KeptDraft[]): readonly DeviceDraft[] => [
    ...drafts.map(({ draft }) => draft),
    ...(state.undoable?.drafts ?? []),
  ]

  const read = async (): Promise<void> => {
    if (state.stands.name === 'wiped') return
    const [vault, waiting] = await Promise.all([boxes.vault(), boxes.count('draft')])
    // Another window wiped it, or set it up anew: this one's key opens nothing any more.
    if (opened && vault?.name !== opened.vault) opened = undefined
    if (vault === undefined) return change({ ...SHUT, stands: { name: 'none' }, waiting: 0 })
    const { blockedUntil, failures, passkey } = vault
    if (!opened) return change({ ...SHUT, stands: { name: 'locked', blockedUntil, failures, passkey }, waiting })
    const { profile } = opened
    const { rows: under } = opened
    const [drafts, sent, kept] = await Promise.all([under.drafts(), under.sent(), under.value('known').then(knownFrom)])
    const known = stillKnown(kept, maybeAgain(drafts), now())
    if (known.length < kept.length) await under.keepValue('known', known)
    change({
      stands: { name: 'open', profile, passkey: passkey !== null },
      waiting: waiting - blanksOf(drafts).length,
      sent,
      known,
      drafts: drafts.toSorted((one, other) => other.draft.madeAt.localeCompare(one.draft.madeAt)),
    })
  }

  const openWith = async (name: string, key: CryptoKey, given?: Profile): Promise<void> => {
    const under = sealedRows(boxes, name, key)
    if (given) await under.keepValue('profile', given)
    const profile = given ?? ((await under.value('profile')) as Profile)
    opened = { rows: under, profile, vault: name }
    change({ lists: await under.value('lists') })
    await read()
  }

  const dropAll = async (): Promise<void> => {
    // The key first: if something stops it here, what is left cannot be read.
    await boxes.dropVault()
    opened = undefined
    savers.clear()
    await boxes.dropRows()
  }

  const device: Device = {
    look: () => state,
    listen: (told) => {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    start: () => {
      void read()
      return boxes.watch(() => void read())
    },
    setUp: async (pin, wipePin, profile) => {
      const { vault, key } = await makeVault({ pin: pinOf(pin), wipePin: wipePin === undefined ? undefined : pinOf(wipePin), derive })
      await boxes.keepVault(vault)
      await openWith(vault.name, key, profile)
    },
    unlock: async (typed) => {
      const vault = await boxes.vault()
      if (vault === undefined || (vault.blockedUntil !== null && vault.blockedUntil > now())) return false
      const pin = pinOf(typed)
      // Counted before it is tried: whoever ends the page in between gains nothing.
      const after = afterFailure(vault.failures, now())
      await boxes.keepVault({ ...vault, ...(after === 'wipe' ? { failures: vault.failures + 1 } : after) })
      const found = await openVault(vault, pin, derive)
      if (found?.as === 'own') {
        await boxes.keepVault({ ...vault, failures: 0, blockedUntil: null })
        await openWith(vault.name, found.key)
        return true
      }
      if (found?.as === 'wipes') {
        await dropAll()
        // What opens now looks as if nothing had ever been written, and the same PIN opens it again.
        const empty = await makeVault({ pin, wipePin: undefined, derive })
        await boxes.keepVault(empty.vault)
        await openWith(empty.vault.name, empty.key, { officer: '' })
        return true
      }
      if (after === 'wipe') await device.wipe()
      else await read()
      return false
    },
    unlockByPasskey: async (answer) => {
      const vault = await boxes.vault()
      const key = vault && (await openByPasskey(vault, answer))
      if (!vault || !key) return false
      await boxes.keepVault({ ...vault, failures: 0, blockedUntil: null })
      await openWith(vault.name, key)
      return true
    },
    addPasskey: async (pin, passkey) => {
      const vault = await boxes.vault()
      const both = vault && (await withPasskey(vault, pinOf(pin), derive, passkey))
      if (!both) return false
      await boxes.keepVault(both)
      await read()
      return true
    },
    lock: async () => {
      if (!opened) return
      await Promise.all([...savers].map((save) => save()))
      // Locked, nobody can tell which are blank; they would be counted as something to send.
      const { rows: under } = opened
      await under.remove(blanksOf(await under.drafts()).map(({ id }) => ({ kind: 'draft' as const, id })))
      opened = undefined
      await read()
    },
    wipe: async () => {
      await dropAll()
      change({ ...SHUT, stands: { name: 'wiped' }, waiting: 0 })
      await parts.wipeOutside()
    },
    beforeLock: (save) => {
      savers.add(save)
      return () => savers.delete(save)
    },
    begin: async ({ what, label, about, form = {}, sending = null }, file) => {
      const id = newId()
      if (file) await rows().keepFile(id, file)
      const state: DraftState = { name: sending === null ? 'writing' : 'ready' }
      await rows().keep({ id, what, key: newId(), label, form, about, sending, madeAt: now(), state }, 0)
      await read()
      return id
    },
    keep: async (draft, revision) => {
      const { rows: under } = opened ?? { rows: undefined }
      if (!under) return false
      const found = (await under.drafts()).find((one) => one.draft.id === draft.id)
      const free = found !== undefined && found.revision === revision && mayChange(found.draft.state)
      const written = free ? await under.keep(draft, revision) : undefined
      if (written === undefined) await under.keep({ ...draft, id: newId(), key: newId(), sending: null, state: { name: 'writing' } }, 0)
      await read()
      return written !== undefined
    },
    file: (id) => rows().file(id),
    remove: async (id) => {
      const before = (await rows().drafts()).map(({ draft }) => draft)
      const { gone, left } = withoutDraft(before, id)
      const files = new Map<string, Bytes>()
      for (const { id: one } of gone) {
        const file = await rows().file(one)
        if (file) files.set(one, file)
      }
      for (const draft of left) await keepOver(rows(), draft)
      const sent = await rows().sent()
      const stay = before.filter((draft) => gone.every((one) => one.id !== draft.id))
      const over = sent.filter((person) => stay.every(({ about }) => !about.includes(person.id)))
      await rows().remove([
        ...gone.flatMap((draft) => (['draft', 'file'] as const).map((kind) => ({ kind, id: draft.id }))),
        ...over.map((person) => ({ kind: 'sent' as const, id: person.id })),
      ])
      change({ undoable: { drafts: gone, before: before.filter((draft) => left.some((one) => one.id === draft.id)), files } })
      await read()
    },
    undo: async () => {
      const { undoable } = state
      if (!undoable) return
      for (const [id, file] of undoable.files) await rows().keepFile(id, file)
      for (const draft of [...undoable.drafts, ...undoable.before]) await keepOver(rows(), draft)
      change({ undoable: undefined })
      await read()
    },
    sendAnew: async (id) => {
      const found = (await rows().drafts()).find(({ draft }) => draft.id === id)
      if (found) await rows().keep({ ...found.draft, key: newId(), state: { name: 'ready' } satisfies DraftState }, found.revision)
      await read()
    },
    keepLists: async (lists) => {
      await rows().keepValue('lists', lists)
      change({ lists })
    },
    takeAlong: async (people) => {
      const [drafts, before] = await Promise.all([rows().drafts(), rows().value('known').then(knownFrom)])
      const others = before.filter(({ id }) => people.every((one) => one.id !== id))
      await rows().keepValue('known', [...people, ...whomDraftsName(others, maybeAgain(drafts))])
      await read()
    },
    adopt: async (profile) => {
      await rows().keepValue('profile', profile)
      if (opened) opened = { ...opened, profile }
      await read()
    },
    send: () =>
      parts.alone(async () => {
        if (!opened) return
        const { rows: under, profile } = opened
        change({ sending: true })
        const pause = await parts
          .sendAll(under, profile.officer, () => opened?.rows === under, read)
          .finally(() => change({ sending: false }))
        change({ pause })
        await read()
      }),
  }
  return device
}

/** Writes a draft whatever was there. */
async function keepOver(rows: SealedRows, draft: DeviceDraft): Promise<void> {
  const found = (await rows.drafts()).find((one) => one.draft.id === draft.id)
  await rows.keep(draft, found?.revision ?? 0)
}
