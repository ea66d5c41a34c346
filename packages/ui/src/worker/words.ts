import type { WorkerLanguage } from './languages.ts'
import am from './words/am.json' with { type: 'json' }
import ar from './words/ar.json' with { type: 'json' }
import bn from './words/bn.json' with { type: 'json' }
import en from './words/en.json' with { type: 'json' }
import fr from './words/fr.json' with { type: 'json' }
import hi from './words/hi.json' with { type: 'json' }
import ml from './words/ml.json' with { type: 'json' }
import ne from './words/ne.json' with { type: 'json' }
import si from './words/si.json' with { type: 'json' }
import sw from './words/sw.json' with { type: 'json' }
import ta from './words/ta.json' with { type: 'json' }
import tl from './words/tl.json' with { type: 'json' }
import ur from './words/ur.json' with { type: 'json' }

/** What can be said on a worker page. */
export type WordKey = Exclude<keyof typeof en, '$about'>

/** One file a language; a file in which a key is missing does not type-check. */
const WORDS: Readonly<Record<WorkerLanguage, Readonly<Record<WordKey, string>>>> = { ar, en, hi, ur, bn, ne, ml, ta, si, tl, sw, am, fr }

/** Says something in one language; `{name}` in the words is filled in from `values`. */
export type Say = (key: WordKey, values?: Readonly<Record<string, string>>) => string

/** The words of a language. Throws (a fault) when words need a value that is not given. */
export function wordsIn(language: WorkerLanguage): Say {
  const words = WORDS[language]
  return (key, values = {}) =>
    words[key].replace(/\{([a-z]+)\}/g, (_whole, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Error(`the words ${key} need ${name}`)
      // What is more than digits keeps its own direction, whatever stands around it.
      return /^\d*$/.test(value) ? value : `\u2068${value}\u2069`
    })
}
