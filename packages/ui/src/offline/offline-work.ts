import type { OfflineWork } from './offline-context.ts'
import type { OwnDraft } from './own-draft.ts'

/** Lets a desk work without a network. `own` fetches what this kind's officers write down. */
export function offlineWork(own: () => Promise<{ readonly ownDrafts: readonly OwnDraft[] }>): OfflineWork {
  return {
    load: async () => (await import('./offline-parts.tsx')).offlineParts(own),
  }
}
