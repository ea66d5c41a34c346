import { useSend } from '../api/hooks.tsx'
import { announceSession } from '../session/session-channel.ts'

/** Signs out, here and at the provider where it offers that; other windows of this browser notice. */
export function useLeave(): () => Promise<void> {
  const { send } = useSend<{ providerSignOut: string | null } | undefined>()
  return async () => {
    const left = await send({ method: 'POST', path: '/auth/logout' })
    if (!left) return
    announceSession()
    window.location.assign(left.content?.providerSignOut ?? '/desk/')
  }
}
