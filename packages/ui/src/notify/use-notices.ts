import { useRef } from 'react'
import { useReading } from '../i18n/reading.tsx'
import { mayNotice } from './may-notice.ts'

/** Whether this browser can show notices at all. */
export const CAN_NOTICE = typeof Notification !== 'undefined'

/**
 * Says on the device that something changed. Whoever reads over a shoulder, or the device’s own list of notices, learns no name, no
 * kind of referral and no body: the sentence is always the same.
 */
export function useNotices(on: boolean): () => void {
  const { say, locale, direction } = useReading()
  const saidAt = useRef(0)
  return () => {
    if (!CAN_NOTICE) return
    const since = Date.now() - saidAt.current
    if (!mayNotice({ on, hidden: document.hidden, permission: Notification.permission, since })) return
    saidAt.current = Date.now()
    try {
      const notice = new Notification(say('notice.changed'), { tag: 'ihala', lang: locale.language, dir: direction })
      notice.addEventListener('click', () => window.focus())
    } catch {
      // Some browsers let only installed pages show one; the desk then shows what changed when it is looked at.
    }
  }
}

/** Asks for leave to show notices, once somebody switched them on. Answers whether it was given. */
export async function leaveToNotice(): Promise<boolean> {
  return CAN_NOTICE && (await Notification.requestPermission()) === 'granted'
}
