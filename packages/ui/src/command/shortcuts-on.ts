import { createContext } from 'react'

/** Whether single letters are shortcuts on this device (WCAG 2.1.4: they can be switched off). */
export const ShortcutsOn = createContext(false)
