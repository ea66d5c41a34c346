import { uuidv7 } from '@ihala/kit'
import { dossier } from './dossier.ts'
import { exportLog, verifyOwnLog, writeForks } from './log.ts'
import { verdictWords } from './log.words.ts'
import { configOf, EXIT, languageOf, needed, type Options, printLanguageOf, type Surroundings, USAGE } from './options.ts'
import { CommandProblem } from './problem.ts'
import { verify } from './verify.ts'

/** `ihala dossier`: all that can be proved of a referral, in one file. */
export async function dossierCommand(caseId: string | undefined, values: Options, { now, say }: Surroundings): Promise<number> {
  if (caseId === undefined) throw new CommandProblem(`say of which referral\n${USAGE}`)
  const to = needed(values, 'to')
  const print = to.toLowerCase().endsWith('.pdf') ? printLanguageOf(values) : undefined
  const { events, leaves } = await dossier({ config: configOf(values), caseId, to, print, now, newId: uuidv7 })
  say(`${to}: ${events.length} messages, ${leaves.length} places in the log; it holds personal data, keep it as such`)
  return EXIT.done
}

/** `ihala verify`: checks such a file, offline. */
export async function verifyCommand(file: string | undefined, values: Options, { print }: Surroundings): Promise<number> {
  if (file === undefined) throw new CommandProblem(`say which file\n${USAGE}`)
  const { anchors, statements, 'code-file': codeFile } = values
  const { holds, lines, found } = await verify(file, { anchors, statements, codeFile }, languageOf(values))
  for (const line of values.json === true ? [JSON.stringify(found)] : lines) print(line)
  return holds ? EXIT.done : EXIT.wrong
}

/** `ihala log verify`: whether our own log is what it was. */
export async function logVerifyCommand(values: Options, { now, print }: Surroundings): Promise<number> {
  const language = languageOf(values)
  const verdict = await verifyOwnLog({ config: configOf(values), now, against: values.against })
  const found = verdict.outcome === 'whole' ? { ...verdict, root: verdict.root.toString('base64') } : verdict
  for (const line of values.json === true ? [JSON.stringify(found)] : verdictWords(verdict, language)) print(line)
  return verdict.outcome === 'whole' ? EXIT.done : EXIT.wrong
}

/** `ihala log export`: the log and its heads, to be kept elsewhere. */
export async function logExportCommand(values: Options, { now, say }: Surroundings): Promise<number> {
  const to = needed(values, 'to')
  const { size, heads } = await exportLog({ config: configOf(values), to, now, newId: uuidv7 })
  say(`${to}: ${size} lines and ${heads} signed heads; nothing of a person`)
  return EXIT.done
}

/** `ihala log forks`: the proofs of forked logs that we hold. */
export async function logForksCommand(values: Options, { say }: Surroundings): Promise<number> {
  const written = await writeForks({ config: configOf(values), folder: needed(values, 'to') })
  for (const file of written) say(file)
  say(`${written.length} proofs of a forked log; anybody can check them with \`ihala verify\``)
  return EXIT.done
}
