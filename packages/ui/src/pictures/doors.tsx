import type { Category } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'

/** A door, open or shut. The picture only accompanies the words beside it. */
export function Door({ open, size = 44 }: { open: boolean; size?: number }) {
  return (
    <svg className={open ? 'door open' : 'door'} width={size} height={size} viewBox="0 0 44 44" aria-hidden="true">
      <path className="door-frame" d="M9 41V5h26v36" />
      {open ? <path className="door-room" d="M11 7h22v34H11z" /> : null}
      <path className="door-leaf" d={open ? 'M11 7l-7 4v34l7-4z' : 'M11 7h22v34H11z'} />
      {!open && <circle className="door-knob" cx="28.5" cy="25" r="1.8" />}
      <path className="door-frame" d="M3 41.5h38" />
    </svg>
  )
}

/** Consent as doors: one for each category; what is open to whom, until when. The table under it says the same. */
export function Doors({
  all,
  open,
  withdrawn = [],
  sentence,
}: {
  all: readonly Category[]
  open: readonly Category[]
  /** Shut again, because the person took it back. */
  withdrawn?: readonly Category[]
  sentence: string
}) {
  const { word, say } = useReading()
  return (
    <figure className="doors-figure">
      <figcaption>{sentence}</figcaption>
      <ul className="doors">
        {all.map((category) => {
          const isOpen = open.includes(category)
          return (
            <li key={category} className={isOpen ? 'open' : ''}>
              <Door open={isOpen} />
              <span className="door-name">{word('category', category)}</span>
              <span className="door-state">
                {say(isOpen ? 'door.open' : withdrawn.includes(category) ? 'door.withdrawn' : 'door.shut')}
              </span>
            </li>
          )
        })}
      </ul>
    </figure>
  )
}
