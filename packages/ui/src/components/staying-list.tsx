import { type ReactNode, type RefObject, useContext, useEffect, useMemo, useState } from 'react'
import { OverlayTriggerStateContext } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { flushSync } from 'react-dom'

interface StayingListProps {
  /** What the list hangs on. */
  readonly field: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

/**
 * The list below a field. React Aria takes such a list away when the page scrolls; a live update that shifts what stands above makes the
 * browser scroll too, and nobody wanted it gone. Here it stays, and goes to where its field is.
 */
export function StayingList({ field, children }: StayingListProps) {
  const state = useContext(OverlayTriggerStateContext)
  const moving = useMoving(field, state?.isOpen ?? false)
  const staying = useMemo(() => state && { ...state, close: () => (window.event?.type === 'scroll' ? undefined : state.close()) }, [state])
  return (
    <OverlayTriggerStateContext value={staying}>
      {/* Where it is, is reckoned once the field stands still. */}
      <Popover className="popover" shouldUpdatePosition={!moving}>
        {children}
      </Popover>
    </OverlayTriggerStateContext>
  )
}

/** Whether an element is at another place of the page than one frame ago. */
function useMoving(element: RefObject<HTMLElement | null>, watched: boolean): boolean {
  const [moving, setMoving] = useState(false)
  useEffect(() => {
    if (!watched) return
    const place = (): string => {
      const { top, left } = element.current?.getBoundingClientRect() ?? { top: 0, left: 0 }
      return `${top + window.scrollY} ${left + window.scrollX}`
    }
    let before = place()
    let wasMoving = false
    let frame = requestAnimationFrame(function look() {
      const now = place()
      const moved = now !== before
      // Each of the two is drawn, however busy the device is: were “it moves” and “it stands” taken together, nothing would have changed.
      if (moved !== wasMoving) flushSync(() => setMoving(moved))
      wasMoving = moved
      before = now
      frame = requestAnimationFrame(look)
    })
    return () => cancelAnimationFrame(frame)
  }, [element, watched])
  return moving
}
