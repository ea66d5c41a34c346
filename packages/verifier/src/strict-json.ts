import { Wrong } from './wrong.ts'

const TOKEN = /\s+|("(?:[^"\\]|\\.)*")|([{}[\],:])|[^\s{}[\],:"]+/gy

/**
 * Reads JSON that means one thing only: `JSON.parse` silently takes the last of two members of one name, so that two readers of
 * one signature may see two things. Throws Wrong `not-json` or `duplicate-key`.
 */
export function readJson(text: string, where: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Wrong('not-json', where)
  }
  // It is JSON, so what follows needs to tell only where an object begins and which of its strings are names.
  const names: (Set<string> | undefined)[] = []
  let last = ''
  for (const [, string, mark] of text.matchAll(TOKEN)) {
    if (mark === '{') names.push(new Set())
    else if (mark === '[') names.push(undefined)
    else if (mark === '}' || mark === ']') names.pop()
    else if (mark === ':') {
      const own = names.at(-1)
      const name: unknown = JSON.parse(last)
      if (own?.has(String(name))) throw new Wrong('duplicate-key', where)
      own?.add(String(name))
    }
    if (string !== undefined) last = string
  }
  return value
}
