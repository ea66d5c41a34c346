import type { Plugin } from 'vite'

const CONTRACT = '@ihala/contract'
const DATA = '\0contract-as-data'
const ONE = `${DATA}/`

/**
 * What of the contract goes into a file of its own: all but what every screen needs, which goes with the first one.
 * @public to the build of the pages
 */
export const CONTRACT_DATA = { name: 'contract', test: new RegExp(`^${ONE}(?!REFUSAL_CODES$)`) }

/**
 * Gives the pages the contract as plain data: its code lists, tables and schemas, each as one constant that falls away when
 * nobody uses it, and comes with whoever does. The validator stays behind (DESIGN §2: no validator shipped); it would also need what a
 * strict content security policy forbids. There is still one source: what is written here is read from the contract at build time.
 * @public to the build of the pages
 */
export function contractAsData(): Plugin {
  return {
    name: 'contract-as-data',
    enforce: 'pre',
    resolveId: (id) => (id === CONTRACT ? DATA : id.startsWith(ONE) ? id : undefined),
    load: async (id) => {
      if (id !== DATA && !id.startsWith(ONE)) return undefined
      const data = dataOf(await import('@ihala/contract'))
      const name = id.slice(ONE.length)
      const code =
        id === DATA
          ? [...data.keys()].map((one) => `export { ${one} } from ${JSON.stringify(`${ONE}${one}`)}`).join('\n')
          : `export const ${name} = ${data.get(name)}`
      return { code, moduleSideEffects: false }
    },
  }
}

/** The constants as JSON, by name. */
function dataOf(contract: object): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(contract)
      .filter(([, value]) => typeof value !== 'function')
      .flatMap(([name, value]) => {
        const data = JSON.stringify(value)
        // Tables of functions (checks) have nothing left of them as data.
        return data === undefined || data === '{}' ? [] : [[name, data] as const]
      }),
  )
}
