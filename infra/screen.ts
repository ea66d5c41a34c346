import type { Network } from './network.ts'

/**
 * The last screen of `npm start`: addresses, who can sign in where, and one thing to do first.
 */
export function lastScreen(network: Network): string {
  const rows = network.organisations.map(({ names, baseUrl, staff, pid }) => ({
    name: names.en,
    baseUrl,
    state: pid() === undefined ? 'down' : 'ready',
    who: staff.map((person) => `${person.names.en} (${person.roles.join(', ')})`).join(' · '),
  }))
  const width = Math.max(...rows.map((row) => row.name.length))
  const table = rows.map(
    (row) =>
      `  ${row.state === 'ready' ? '●' : '○'} ${row.name.padEnd(width)}  ${row.baseUrl}  ${row.state}\n    ${' '.repeat(width)}  ${row.who}`,
  )
  const banner = network.bus.demonstrationOnly
    ? [
        `  ! nats-server ${network.bus.version} is too old for production and writes to disk only every two minutes: demonstration only.`,
        '',
      ]
    : []
  return [
    '',
    'Ihala is running.',
    '',
    ...table,
    '',
    `  Bus ${network.bus.url}${network.bus.monitorUrl ? ` (figures: ${network.bus.monitorUrl})` : ''} · Postgres ${network.postgres.version} · sign-in ${network.identityUrl}`,
    '',
    `  Watch the bus, as its operator sees it: ${network.watchUrl}`,
    '',
    ...workerPages(network),
    ...banner,
    ...firstThing(network),
    '  Ctrl-C stops everything; so does `kill` of npm, but not `kill -INT`, which npm hands to its shell alone.',
  ].join('\n')
}

/** What is pressed on the desk from signing in to an accepted referral, besides one's own name; the browser tests press the same. */
const FIRST_STEPS = [
  ['تسجيل الدخول', 'Sign in'],
  ['مأوى', 'Shelter'],
  ['قبول', 'Accept'],
  ['قبول', 'Accept'],
] as const

/** Where a worker tells of something wrong, without a name: no sign-in, thirteen languages. */
function workerPages({ organisations }: Network): string[] {
  const intake = organisations.filter(({ kind }) => kind === 'ministry-intake')
  return intake.flatMap(({ baseUrl }) => [`  Pages for workers, without sign-in and without a name: ${baseUrl}/i/`, ''])
}

/** Something everybody can try in two minutes. */
function firstThing(network: Network): string[] {
  const union = network.organisations.find((one) => one.kind === 'union-liaison')
  const shelter = network.organisations.find((one) => one.kind === 'shelter')
  const officer = union?.staff.find((person) => person.roles.includes('liaison-officer'))
  const worker = shelter?.staff.find((person) => person.roles.includes('shelter-worker'))
  if (!union || !shelter || !officer || !worker) return []
  return [
    `  First: open ${shelter.baseUrl} as ${worker.names.en}: ${FIRST_STEPS.map(([arabic, english]) => `«${arabic}» (${english})`).join(' → ')}, ${FIRST_STEPS.length + 1} clicks with the name.`,
    '  A referral that waited there is accepted; watch the bus meanwhile. «English» stands at the foot of the sign-in card, and at the head of every page after it.',
    `  Then open ${union.baseUrl} as ${officer.names.en}: under «الصادر» (Sent) the answer is back, and you can refer somebody yourself.`,
    '  To be another person of the same organisation, sign out or take another browser profile. Settings open by your own name, or Ctrl K.',
    '',
  ]
}
