import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { ProblemError } from '../api/problem.ts'
import type { DeviceDraft } from './queue.ts'
import type { KeptDraft } from './sealed-rows.ts'
import { useDevice } from './use-device.tsx'

const SAVES_AFTER = 400

/** A draft under somebody's hands. */
export interface Editing {
  readonly draft: DeviceDraft
  /** What the service said no to, as it was when this was opened. */
  readonly problem: ProblemError | undefined
  /** Kept on the device within half a second, and at once when the device is locked or the screen is left. */
  readonly change: (change: Partial<Pick<DeviceDraft, 'form' | 'label' | 'about'>>) => void
  /** It has all it needs: it goes when it can. */
  readonly done: (sending: NonNullable<DeviceDraft['sending']>) => Promise<void>
  readonly leave: () => void
  readonly remove: () => Promise<void>
}

/** Edits a draft. */
export function useEditing(kept: KeptDraft): Editing {
  const { device } = useDevice()
  const [, go] = useLocation()
  const [draft, setDraft] = useState(kept.draft)
  const now = useRef({ draft: kept.draft, revision: kept.revision, saved: true, over: false })
  const saving = useRef(Promise.resolve())
  const [problem] = useState(() => problemOf(kept.draft))

  /** One writing after the other, each over the one before. */
  const save = useCallback((): Promise<void> => {
    saving.current = saving.current.then(async () => {
      const { draft: written, revision, saved, over } = now.current
      if (saved || over) return
      now.current.saved = true
      if (await device.keep(written, revision)) now.current.revision = revision + 1
      else now.current.over = true
    })
    return saving.current
  }, [device])

  useEffect(() => {
    const ended = device.beforeLock(save)
    return () => {
      ended()
      void save()
    }
  }, [device, save])

  useEffect(() => {
    if (draft === kept.draft) return
    const timer = setTimeout(() => void save(), SAVES_AFTER)
    return () => clearTimeout(timer)
  }, [draft, kept.draft, save])

  const put = (next: DeviceDraft) => {
    now.current.draft = next
    now.current.saved = false
    setDraft(next)
  }
  const remove = async () => {
    await saving.current
    now.current.over = true
    await device.remove(draft.id)
    go('/drafts')
  }
  return {
    draft,
    problem,
    change: (change) => put({ ...now.current.draft, ...change, sending: null, state: { name: 'writing' } }),
    done: async (sending) => {
      put({ ...now.current.draft, sending, state: { name: 'ready' } })
      await save()
      now.current.over = true
      go('/drafts')
      void device.send()
    },
    leave: () => go('/drafts'),
    remove,
  }
}

function problemOf({ state }: DeviceDraft): ProblemError | undefined {
  if (state.name !== 'refused') return undefined
  const { code, status, field, rule } = state
  return new ProblemError({ code, status, ...(field === null ? {} : { field }), ...(rule === null ? {} : { rule }) })
}
