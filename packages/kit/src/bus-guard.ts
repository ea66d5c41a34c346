import type { BusFacts, InboxFacts, NatsBus } from '@ihala/exchange'

/** The bus is not fit for people's lives. `problems` are plain sentences: what is wrong, and what to do. */
export class BusProblem extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'BusProblem'
    this.problems = problems
  }
}

/** The lines of nats-server with the corrections of 2026, by their first good patch (DESIGN §5). */
const GOOD_LINES: Readonly<Record<string, number>> = { '2.12': 15, '2.14': 5 }
/** An envelope is at most this long, bytes (DESIGN §4). */
const ENVELOPE = 512 * 1024
const FORTNIGHT = 14 * 86_400
const COPIES = 3

/**
 * T11, DESIGN §5: what a member can see of its bus that is not good enough for production, one sentence each; nothing when
 * all is well. (What only the operator sees is checked by the linter of the server's configuration.)
 */
export function busProblems(facts: BusFacts): string[] {
  const problems: string[] = []
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) problems.push(sentence)
  }
  must(isGoodVersion(facts.version), versionSentence(facts.version))
  must(
    facts.tls,
    'The bus speaks without TLS: who writes to whom can be read on the way. The operator must set `tls` in its configuration.',
  )
  must(
    !facts.tls || facts.asksCertificates,
    'The bus asks members for no certificate: the operator must set `verify: true` in `tls` of its configuration.',
  )
  must(facts.jetstream, 'The bus keeps nothing for a member that is away: the operator must switch `jetstream` on.')
  must(
    facts.maxPayload >= ENVELOPE,
    `The bus takes messages of ${facts.maxPayload} bytes at most, and a piece of a file has more: the operator must set \`max_payload\` to 600000.`,
  )
  if (facts.inbox === 'missing') problems.push('The bus has no stream for this organisation: the operator must admit it again.')
  else if (facts.inbox === 'untold')
    problems.push('The bus does not let this service see how its stream is set: the operator must issue the credentials anew.')
  else problems.push(...inboxProblems(facts.inbox))
  return problems
}

function inboxProblems(inbox: InboxFacts): string[] {
  const wrong: string[] = []
  const must = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what)
  }
  must(inbox.storage === 'file', 'is not kept on disk (`storage: file`)')
  must(inbox.retention === 'workqueue', 'keeps what was taken out of it (`retention: workqueue`)')
  must(inbox.discard === 'new', 'throws away what waits longest when it is full (`discard: new`)')
  must(inbox.messagesPerSubject === 1, 'takes the same envelope more than once (`max_msgs_per_subject: 1`)')
  must(inbox.discardsNewPerSubject, 'replaces an envelope by its copy (`discard_new_per_subject: true`)')
  must(inbox.copies === COPIES, `is kept on ${inbox.copies} server${inbox.copies === 1 ? '' : 's'} instead of three (\`num_replicas: 3\`)`)
  must(inbox.maxAge === FORTNIGHT, 'does not keep envelopes for 14 days (`max_age`)')
  must(inbox.answers, 'does not say whether it took an envelope (`no_ack: false`)')
  must(!inbox.handsOn, 'hands envelopes on to somebody else (`republish`, `mirror`, `sources`)')
  return wrong.map((what) => `The stream of this organisation ${what}: the operator must set it right.`)
}

function isGoodVersion(version: string): boolean {
  const [major = '', minor = '', patch = ''] = version.split('.')
  const least = GOOD_LINES[`${major}.${minor}`]
  // A pre-release (`5-RC.1`) is no number, and not good.
  return least !== undefined && /^\d+$/.test(patch) && Number(patch) >= least
}

function versionSentence(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 2 || (major === 2 && minor > 14))
    return `The bus runs nats-server ${version}, on which acknowledgements have another subject: the operator must run 2.14.5 or later of 2.14.`
  return `The bus runs nats-server ${version}, which lacks corrections of its security: the operator must run 2.14.5 or later of 2.14, or 2.12.15 or later of 2.12.`
}

/**
 * Looks at the bus before anything is taken from it. In production a bus that is not good enough is refused; elsewhere that
 * is said once, in one line.
 * Throws BusProblem; BusAway while the bus cannot be asked.
 */
export async function guardBus(
  bus: Pick<NatsBus, 'connect' | 'facts'>,
  production: boolean,
  notice: (what: string) => void,
): Promise<void> {
  await bus.connect()
  const problems = busProblems(await bus.facts())
  if (problems.length === 0) return
  if (production) throw new BusProblem(problems)
  notice(`DEMONSTRATION ONLY: production would refuse this bus. ${problems.join(' ')}`)
}
