import { useSyncExternalStore } from 'react'

const CHANGES = ['online', 'offline'] as const

function listen(told: () => void): () => void {
  for (const change of CHANGES) window.addEventListener(change, told)
  return () => {
    for (const change of CHANGES) window.removeEventListener(change, told)
  }
}

/** Whether the browser has any network. That it has one does not mean that the service answers. */
export function useOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine)
}
