import { writeFileSync } from 'node:fs'
import { type Config, loadConfig } from '@ihala/kit'
import { makeConformanceDesk, openConformanceDesk } from '../conformance/conformance-desk.ts'
import { CommandProblem } from '../problem.ts'
import { committeeDoor } from './committee-door.ts'
import { conformanceOverBus } from './conformance.ts'
import {
  applicationOf,
  approveApplication,
  CHANNELS,
  listMembers,
  MEASURES,
  measureMember,
  submitProtocol,
  verifyApplication,
} from './decisions.ts'

/** What these commands take. */
export interface MembersOptions {
  readonly config?: string | undefined
  readonly at?: string | undefined
  readonly session?: string | undefined
  readonly how?: string | undefined
  readonly fingerprint?: string | undefined
  readonly desk?: string | undefined
  readonly creds?: string | undefined
  readonly to?: string | undefined
}

/** Where they write, and the clock. */
export interface MembersSurroundings {
  readonly now: () => Date
  readonly say: (line: string) => void
  readonly print: (line: string) => void
}

/** The lines of the usage text. */
export const MEMBERS_USAGE = `ihala members list        --at URL --session FILE
ihala members verify SLUG --at URL --session FILE --how telephone|in-person|letter --fingerprint KEY
ihala members conformance-new  --config FILE --to FOLDER
ihala members conformance SLUG --config FILE --at URL --session FILE --desk FOLDER --creds FILE [--to FILE]
ihala members approve SLUG         --at URL --session FILE      two people, each with their own session
ihala members suspend|restore|expel SLUG --at URL --session FILE      the first proposes, the second confirms`

/** The lines that explain their options. */
export const MEMBERS_OPTIONS = `--session:  one line, name=value: the cookie of your session at the committee; - is standard input
--desk, --creds: who runs conformance runs: its keys, and its own credentials on the bus; --to keeps the protocol, also of a run that failed`

/**
 * Runs one of the committee's commands about members; undefined when it is none of them. True when all is well, false when an
 * applicant did not pass. Throws CommandProblem.
 */
export async function membersCommand(
  [name, slug, ...more]: readonly string[],
  options: MembersOptions,
  around: MembersSurroundings,
): Promise<boolean | undefined> {
  const needed = (option: keyof MembersOptions): string => {
    const value = options[option]
    if (value === undefined) throw new CommandProblem(`--${option} is missing\n${MEMBERS_USAGE}`)
    return value
  }
  const door = () => committeeDoor(needed('at').replace(/\/$/, ''), needed('session'))
  if (name === 'list' && slug === undefined) {
    for (const line of await listMembers(await door())) around.print(line)
    return true
  }
  if (name === 'conformance-new' && slug === undefined) {
    newDesk(needed('to'), loadConfig(needed('config')), around)
    return true
  }
  if (slug === undefined || more.length > 0) return undefined
  const measure = MEASURES.find((one) => one === name)
  if (measure !== undefined) around.say(await measureMember(await door(), slug, measure))
  else if (name === 'verify') {
    const how = CHANNELS.find((one) => one === options.how)
    if (how === undefined) throw new CommandProblem(`--how is one of ${CHANNELS.join(', ')}\n${MEMBERS_USAGE}`)
    around.say(await verifyApplication(await door(), slug, how, needed('fingerprint')))
  } else if (name === 'approve') around.say(await approveApplication(await door(), slug))
  else if (name === 'conformance') return await conformance(slug, { needed, door, to: options.to }, around)
  else return undefined
  return true
}

function newDesk(folder: string, { registry }: Pick<Config, 'registry'>, { say, print }: MembersSurroundings): void {
  makeConformanceDesk(folder)
  const { anchor } = openConformanceDesk(folder, registry.networkDomain)
  print(JSON.stringify({ anchorId: anchor.iss, anchorKeys: anchor.keys }))
  say(
    'an applicant takes these as its `registry` settings for the run, on a database made for it; the committee pins the keys as `conformanceKeys`',
  )
}

async function conformance(
  slug: string,
  given: {
    readonly needed: (option: 'config' | 'desk' | 'creds') => string
    readonly door: () => ReturnType<typeof committeeDoor>
    readonly to: string | undefined
  },
  { now, say, print }: MembersSurroundings,
): Promise<boolean> {
  const door = await given.door()
  const { passed, signed } = await conformanceOverBus({
    config: loadConfig(given.needed('config')),
    desk: given.needed('desk'),
    credsFile: given.needed('creds'),
    application: await applicationOf(door, slug),
    now,
    report: (step, isPassed) => print(`${isPassed ? '✓' : '✗'} ${step}`),
  })
  if (given.to !== undefined) writeFileSync(given.to, `${JSON.stringify(signed)}\n`, { flag: 'wx', mode: 0o600, flush: true })
  if (passed) say(await submitProtocol(door, slug, signed))
  else say(`${slug}: did not pass; nothing was given to the committee`)
  return passed
}
