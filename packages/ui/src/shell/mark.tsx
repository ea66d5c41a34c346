/** The mark of the network: a hand-over, two arcs that meet. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect className="mark-ground" width="32" height="32" rx="8" />
      <path className="mark-line" d="M6 20c4-9 8-9 10-4s6 5 10-4" />
      <circle className="mark-dot" cx="16" cy="16" r="2.6" />
    </svg>
  )
}
