/** Windows of one browser tell each other here that somebody signed in or out. Nothing else is told, and nothing is kept. */
const CHANNEL = 'ihala.session'

/** Tells the other windows that the session is another one now. */
export function announceSession(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('changed')
  channel.close()
}

/** Calls when another window says that the session changed, or when this one is looked at again. Answers how to end that. */
export function whenSessionMayHaveChanged(listener: () => void): () => void {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL)
  const looked = () => void (document.visibilityState === 'visible' && listener())
  channel?.addEventListener('message', listener)
  window.addEventListener('focus', looked)
  document.addEventListener('visibilitychange', looked)
  return () => {
    channel?.close()
    window.removeEventListener('focus', looked)
    document.removeEventListener('visibilitychange', looked)
  }
}
