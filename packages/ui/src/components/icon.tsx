/** Small line drawings, 24 × 24. They only accompany words and are hidden from assistive technology. */
const PATHS = {
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h4.5a3.5 3.5 0 0 0 7 0H20',
  add: 'M12 5v14M5 12h14',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  tasks: 'M4 6.5l1.5 1.5L8.5 5M4 13l1.5 1.5 3-3M4 19.5L5.5 21l3-3M12 7h8M12 13.5h8M12 20h8',
  members: 'M12 3l8 4v5c0 5-3.5 7.8-8 9-4.5-1.2-8-4-8-9V7zM9 12l2.2 2.2L15.5 10',
  menu: 'M4 6.5h16M4 12h16M4 17.5h16',
  close: 'M6 6l12 12M18 6L6 18',
  tick: 'M5 12.5l4.5 4.5L19 7',
  warn: 'M12 4l9.5 16h-19zM12 10v4.5M12 17.3v.4',
  note: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5v.4',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  home: 'M4 11l8-7 8 7v9H4zM10 20v-6h4v6',
  scales: 'M12 4v16M7 20h10M5 7h14M5 7l-2.5 6a3 3 0 0 0 5 0zM19 7l-2.5 6a3 3 0 0 0 5 0z',
  coins: 'M4 7c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 7v10c0 1.7 3.6 3 8 3s8-1.3 8-3V7M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  two: 'M8 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 19.5a5.5 5.5 0 0 1 10-3.2M14.5 17.5l2.5 2.5 4.5-5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  phone:
    'M6 3.5h3.5l1.7 4.3-2.2 1.7a11 11 0 0 0 5.5 5.5l1.7-2.2 4.3 1.7V18a2.5 2.5 0 0 1-2.7 2.5A16.5 16.5 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z',
  overview: 'M4 20V11M10 20V4M16 20v-6M21 20H3',
  key: 'M14.5 9.5a5 5 0 1 0-4.6 5L12 12.5h2.5V10h2M7.5 9.6v.4M11 13.5L19.5 22v-3.5M14.5 17l2-2',
  sent: 'M3.5 11.5l17-8-5.5 17-3.5-7zM11.5 13.5l9-10',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5',
  print: 'M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 14h10v6.5H7z',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8 3.5v4M16 3.5v4',
} as const

export type IconName = keyof typeof PATHS

/** All of them. */
export const ICONS = Object.keys(PATHS) as readonly IconName[]

/** One drawing, in the colour of the text around it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
