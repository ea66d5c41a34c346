import { existsSync } from 'node:fs'
import { ConfigProblem } from '@ihala/kit'
import { examine, type Finding, nodeFinding } from './doctor.ts'
import { sentence } from './doctor.words.ts'
import { applyForMembership } from './members/apply.ts'
import { configOf, EXIT, languageOf, needed, type Options, recipientsOf, type Surroundings, serviceOf, sourcesOf } from './options.ts'
import { CommandProblem } from './problem.ts'
import { upgrade } from './upgrade.ts'

/** `ihala doctor`: what stands in the way. */
export async function doctorCommand(values: Options, { now, print }: Surroundings): Promise<number> {
  const language = languageOf(values)
  const findings: Finding[] = [nodeFinding(process.versions.node)]
  try {
    const config = configOf(values)
    findings.push({ verdict: 'good', saying: 'settings-good', figures: {} })
    findings.push(...(await examine({ config, sources: await sourcesOf(values, config), now })))
  } catch (fault) {
    if (!(fault instanceof ConfigProblem)) throw fault
    for (const problem of fault.problems) findings.push({ verdict: 'bad', saying: 'settings-bad', figures: { problem } })
  }
  const marks = { good: '✓', notice: '!', bad: '✗' } as const
  for (const { verdict, saying, figures } of findings) print(`${marks[verdict]} ${sentence(saying, figures, language)}`)
  return findings.some(({ verdict }) => verdict === 'bad') ? EXIT.wrong : EXIT.done
}

/** `ihala members apply`: asks the committee for admission. */
export async function applyCommand(values: Options, { now, say, print }: Surroundings): Promise<number> {
  const config = configOf(values)
  const at = needed(values, 'at').replace(/\/$/, '')
  print(await applyForMembership({ config, serves: (await serviceOf(values, config)).serves, at, now }))
  say('applied: read this fingerprint out when the committee calls back on a number it knows')
  return EXIT.done
}

const DEFAULT_SECONDS = 120

/** `ihala upgrade`: to a new version, and back by itself when it does not come up. */
export async function upgradeCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const config = configOf(values)
  const { stop, back, escrow, expect: version } = values
  const seconds = Number(values.within ?? DEFAULT_SECONDS)
  if (!(seconds > 0 && seconds <= 3_600)) throw new CommandProblem('--within is a number of seconds up to 3600')
  const given = {
    config,
    sources: await sourcesOf(values, config),
    recipients: recipientsOf(values),
    to: needed(values, 'to'),
    start: needed(values, 'start'),
    url: needed(values, 'check').replace(/\/$/, ''),
    withinMs: 1000 * seconds,
    now,
    say,
    ...(stop === undefined ? {} : { stop }),
    ...(back === undefined ? {} : { back }),
    ...(escrow === undefined ? {} : { escrow }),
    alone: values.alone === true,
    ...(version === undefined ? {} : { version }),
  }
  try {
    const done = await upgrade(given)
    if (done.outcome === 'upgraded') {
      say(`version ${done.version} runs`)
      return EXIT.done
    }
    const state = done.outcome === 'unchanged' ? 'nothing was changed' : 'gone back to the state before'
    say(`${state}: ${done.why}; the old version ${done.oldRuns ? 'runs' : 'does not run'}`)
    return EXIT.rolledBack
  } catch (fault) {
    if (fault instanceof CommandProblem && !existsSync(given.to)) throw fault
    say(
      `going back failed: ${fault instanceof Error ? fault.message : 'a fault'}; the database is as the new version left it, with all its keys`,
    )
    const escrow = existsSync(`${given.to}.keys`) ? `${given.to}.keys` : 'an escrow written now'
    say(`the state before: empty the database, move the keyring away, and restore ${given.to} with ${escrow} and a recovery key`)
    return EXIT.stranded
  }
}
